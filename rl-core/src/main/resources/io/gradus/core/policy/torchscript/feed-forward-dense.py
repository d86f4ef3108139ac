  # ------------------------------------------------------------------------------- SwiGLU of one width, kind $kind$
  # arXiv:2002.05202. Parameters from w[p]: norm (E), fused gate-up (2F, E), [its bias], down (E, F), [its bias].

  # x (N, E) and what the feed-forward adds to it. `loads` is for those that count.
  def feed_forward_$kind$(self: __torch__.Decoder, x: Tensor, p: int, w: List[Tensor], saved: List[Tensor], keep: bool, loads: List[Tensor]) -> Tensor:
    r = (self).rms(x, )
    gu = (self).project((self).scaled(x, r, w[p], ), p + 1, w, )
    if $biased$:
      gu = torch.add(gu, w[p + 2])
    a = torch.silu(torch.narrow(gu, 1, 0, $hidden$)).mul_(torch.narrow(gu, 1, $hidden$, $hidden$))
    if keep:
      saved.extend([x, r, gu])
    y = (self).project(a, p + $down$, w, )
    if $biased$:
      y = torch.add(y, w[p + $down$ + 1])
    return torch.add(x, y)

  def feed_forward_backward_$kind$(self: __torch__.Decoder, dx: Tensor, p: int, saved: List[Tensor], w: List[Tensor], g: List[Tensor], balance: Tensor, z_loss: float) -> Tensor:
    gu, r, x = saved.pop(), saved.pop(), saved.pop()
    gate = torch.narrow(gu, 1, 0, $hidden$)
    up = torch.narrow(gu, 1, $hidden$, $hidden$)
    s = torch.silu(gate)
    a = torch.mul(s, up)
    (self).project_weight_gradient(g, p + $down$, dx, a, w, )
    da = (self).project_input_gradient(dx, p + $down$, w, )
    dgu = torch.empty_like(gu)
    torch.mul(da, s, out=torch.narrow(dgu, 1, $hidden$, $hidden$))
    torch.silu_backward(torch.mul(da, up, out=a), gate, grad_input=torch.narrow(dgu, 1, 0, $hidden$))
    if $biased$:
      (self).accumulate(g, p + $down$ + 1, torch.sum(dx, [0]), )
      (self).accumulate(g, p + 2, torch.sum(dgu, [0]), )
    xr = torch.mul(x, r)
    (self).project_weight_gradient(g, p + 1, dgu, torch.mul(xr, w[p]), w, )
    dh = (self).project_input_gradient(dgu, p + 1, w, )
    return dx.add_((self).norm_backward(dh, xr, r, p, w, g, $inverse_width$, ))

  # Adds to x (B, E), the next token of each row.
  def feed_forward_step_$kind$(self: __torch__.Decoder, x: Tensor, p: int, epsilon: Tensor, w: List[Tensor], packed: List[Tensor]) -> None:
    gu = (self).step_project((self).normed(x, w[p], epsilon, ), p + 1, w, packed, )
    if $biased$:
      gu.add_(w[p + 2])
    a = torch.silu(torch.narrow(gu, 1, 0, $hidden$)).mul_(torch.narrow(gu, 1, $hidden$, $hidden$))
    (self).add_project(x, a, p + $down$, w, packed, )
    if $biased$:
      x.add_(w[p + $down$ + 1])

