  # ------------------------------------------------------------------------------------- norms and rotary positions

  def rms(self: __torch__.Decoder, x: Tensor) -> Tensor:                         # (N, E) -> (N, 1): 1 / root mean square
    n = torch.linalg_vector_norm(x, 2, [-1], True)
    return torch.rsqrt(torch.add(torch.mul(torch.mul(n, n), $inverse_width$), $epsilon$))

  # The same along the last axis of any x, whose width has this inverse.
  def rms_of(self: __torch__.Decoder, x: Tensor, inverse: float, epsilon: float) -> Tensor:
    n = torch.linalg_vector_norm(x, 2, [-1], True)
    return torch.rsqrt(torch.add(torch.mul(torch.mul(n, n), inverse), epsilon))

  # x (N, W) with its rms (N, 1), normed and weighed.
  def scaled(self: __torch__.Decoder, x: Tensor, r: Tensor, w: Tensor) -> Tensor:
    return torch.mul(x, r).mul_(w)

  # From dh = dL/d(x r w[i]) (N, W), which is overwritten, and xr = x r to dL/dx = r (dh w - xr mean(dh w xr)); adds to g[i].
  def norm_backward(self: __torch__.Decoder, dh: Tensor, xr: Tensor, r: Tensor, i: int, w: List[Tensor], g: List[Tensor], inverse: float) -> Tensor:
    t = torch.mul(dh, xr)
    (self).accumulate(g, i, torch.sum(t, [0]), )
    s = torch.sum(t.mul_(w[i]), [-1], True)
    return dh.mul_(w[i]).addcmul_(xr, s, value=-inverse).mul_(r)

  # Half-split pairs (x_i, x_{i + D/2}) of (N, heads, D), by what `turns` gives.
  def rotate(self: __torch__.Decoder, x: Tensor, turn: List[Tensor]) -> Tensor:
    return torch.mul(x, turn[0]).addcmul_(torch.roll(x, [turn[2].size(2)], [2]), turn[1])

  # By the same angles the other way, which takes a gradient through `rotate`.
  def rotate_back(self: __torch__.Decoder, x: Tensor, turn: List[Tensor]) -> Tensor:
    return torch.mul(x, turn[0]).addcmul_(torch.roll(x, [turn[2].size(2)], [2]), turn[1], value=-1)

  # Interleaved pairs (x_{2i}, x_{2i+1}). The result is half-split: queries and keys are permuted alike, their products are not changed.
  def rotate_interleaved(self: __torch__.Decoder, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    pairs = x.reshape([x.size(0), x.size(1), cos.size(2), 2])
    a = torch.select(pairs, 3, 0)
    b = torch.select(pairs, 3, 1)
    return torch.cat([torch.addcmul(torch.mul(a, cos), b, sin, value=-1), torch.addcmul(torch.mul(b, cos), a, sin)], 2)

