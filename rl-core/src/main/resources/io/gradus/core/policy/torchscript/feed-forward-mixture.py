  # ---------------------------------------------------------------------------------- mixture of experts, kind $kind$
  # $experts$ SwiGLU experts of hidden width $hidden$, of which a token meets $active$ (arXiv:2101.03961, 2401.06066, 2412.19437). Parameters from
  # w[p]: norm (E), router (experts, E), [correction of the choice (experts)], [shared gate-up (2S, E), shared down (E, S)], [gate of the
  # shared (1, E)], then gate-up (2F, E) and down (E, F) of each expert. The router is always multiplied in fp32.

  def scores_$kind$(self: __torch__.Decoder, z: Tensor) -> Tensor:                    # router's logits (N, experts) to affinities
    if $sigmoid$:
      return torch.sigmoid(z)
    return torch.softmax(z, 1)

  # The experts (N, active) that tokens of these affinities go to. A choice has no derivative. Experts outside the chosen groups count as
  # minus infinity.
  def choose_$kind$(self: __torch__.Decoder, s: Tensor, p: int, w: List[Tensor]) -> Tensor:
    if $corrected$:
      s = torch.add(s, w[p + 2])
    if $groups$ > 1:
      grouped = s.view([s.size(0), $groups$, $group_size$])
      best = torch.sum(torch.topk(grouped, $group_top$, 2)[0], [2])
      chosen = torch.topk(best, $active_groups$, 1)[1]
      out = torch.eq(torch.zeros_like(best).scatter(1, chosen, 1.), 0.)
      s = torch.masked_fill(grouped, torch.unsqueeze(out, 2), -inf).view_as(s)
    return torch.topk(s, $active$, 1)[1]

  # Weights (N, active) of the chosen experts: of the affinities, not of what decided the choice.
  def weights_$kind$(self: __torch__.Decoder, scores: Tensor, chosen: Tensor) -> Tensor:
    s = torch.gather(scores, 1, chosen)
    if $renormalised$:
      s = torch.div(s, torch.add(torch.sum(s, [1], True), 1e-20))
    if $weight_scale$ != 1.:
      s = torch.mul(s, $weight_scale$)
    return s

  # From the weights' derivative to the logits'. `balance` (experts, or none) is what a unit of a token's share for an expert costs; z_loss
  # multiplies the squared log of the partition sum.
  def router_gradient_$kind$(self: __torch__.Decoder, z: Tensor, chosen: Tensor, dweights: Tensor, balance: Tensor, z_loss: float) -> Tensor:
    leaf = z.detach().requires_grad_(True)
    share = (self).scores_$kind$(leaf, )
    loss = torch.sum(torch.mul((self).weights_$kind$(share, chosen, ), dweights))
    if balance.numel() > 0:
      if $sigmoid$:
        share = torch.div(share, torch.add(torch.sum(share, [1], True), 1e-20))
      loss = torch.add(loss, torch.sum(torch.mul(share, balance)))
    if z_loss != 0.:
      loss = torch.add(loss, torch.mul(torch.sum(torch.square(torch.logsumexp(leaf, [1]))), z_loss))
    return unchecked_cast(Tensor, torch.grad([loss], [leaf])[0])

  # Slots (N active) sorted by expert, so that each expert's tokens are neighbours, and how many each expert has.
  def dispatch_$kind$(self: __torch__.Decoder, chosen: Tensor) -> Tuple[Tensor, Tensor]:
    slots = chosen.view([-1])
    return (torch.argsort(slots, stable=True, dim=0, descending=False), torch.bincount(slots, None, $experts$))

  # Each expert's rows of x, which are sorted by expert, through its matrix w[i + 2 e] into the same rows of y, which are overwritten.
  def experts_$kind$(self: __torch__.Decoder, y: Tensor, x: Tensor, i: int, counts: List[int], w: List[Tensor]) -> None:
    ys, xs = torch.split_with_sizes(y, counts), torch.split_with_sizes(x, counts)
    for e in range($experts$):
      if counts[e] > 0:
        (self).project_into(ys[e], xs[e], i + 2 * e, w, )

  # The same for gradients, from dy to dx.
  def experts_backward_$kind$(self: __torch__.Decoder, dx: Tensor, dy: Tensor, i: int, counts: List[int], w: List[Tensor]) -> None:
    dxs, dys = torch.split_with_sizes(dx, counts), torch.split_with_sizes(dy, counts)
    for e in range($experts$):
      if counts[e] > 0:
        (self).project_input_gradient_into(dxs[e], dys[e], i + 2 * e, w, )

  # Adds the gradients of the experts' matrices w[i + 2 e], which read x.
  def experts_weight_gradient_$kind$(self: __torch__.Decoder, g: List[Tensor], i: int, dy: Tensor, x: Tensor, counts: List[int], w: List[Tensor]) -> None:
    dys, xs = torch.split_with_sizes(dy, counts), torch.split_with_sizes(x, counts)
    for e in range($experts$):
      if counts[e] > 0:
        (self).project_weight_gradient(g, i + 2 * e, dys[e], xs[e], w, )

  # Sorted rows (N active, W) back at their tokens: (N, active, W).
  def undo_$kind$(self: __torch__.Decoder, rows: Tensor, order: Tensor) -> Tensor:
    slots = torch.empty_like(order).scatter_(0, order, torch.arange(order.size(0), device=order.device))
    return torch.embedding(rows, slots).view([-1, $active$, rows.size(1)])

  # x (N, E) and what the experts add to it. `loads` gets how many tokens each expert saw.
  def feed_forward_$kind$(self: __torch__.Decoder, x: Tensor, p: int, w: List[Tensor], saved: List[Tensor], keep: bool, loads: List[Tensor]) -> Tensor:
    r = (self).rms(x, )
    h = (self).scaled(x, r, w[p], )
    z = torch.matmul(h, torch.t(w[p + 1]))
    scores = (self).scores_$kind$(z, )
    chosen = (self).choose_$kind$(scores, p, w, )
    order, load = (self).dispatch_$kind$(chosen, )
    counts = annotate(List[int], load.tolist())
    hs = torch.embedding(h, torch.floor_divide(order, $active$))
    gu = torch.empty([hs.size(0), 2 * $hidden$], dtype=6, device=x.device)       # (N active, 2F)
    (self).experts_$kind$(gu, hs, p + $first_expert$, counts, w, )
    a = torch.silu(torch.narrow(gu, 1, 0, $hidden$)).mul_(torch.narrow(gu, 1, $hidden$, $hidden$))
    (self).experts_$kind$(hs, a, p + $first_expert$ + 1, counts, w, )
    weights = (self).weights_$kind$(scores, chosen, )
    y = torch.sum((self).undo_$kind$(hs, order, ).mul_(torch.unsqueeze(weights, 2)), [1])
    if keep:
      saved.append(gu)
    if $shared$ > 0:
      both = (self).project(h, p + $first_shared$, w, )
      b = torch.mul(torch.silu(torch.narrow(both, 1, 0, $shared$)), torch.narrow(both, 1, $shared$, $shared$))
      ys = (self).project(b, p + $first_shared$ + 1, w, )
      if $shared_gated$:
        ys = torch.mul(ys, torch.sigmoid(torch.matmul(h, torch.t(w[p + $first_shared$ + 2]))))
      y = torch.add(y, ys)
      if keep:
        saved.append(both)
    if keep:
      saved.extend([chosen, z, x, r])
    loads.append(load)
    return torch.add(x, y)

  def feed_forward_backward_$kind$(self: __torch__.Decoder, dx: Tensor, p: int, saved: List[Tensor], w: List[Tensor], g: List[Tensor], balance: Tensor, z_loss: float) -> Tensor:
    r, x, z, chosen = saved.pop(), saved.pop(), saved.pop(), saved.pop()
    h = (self).scaled(x, r, w[p], )
    dh = torch.zeros_like(h)
    if $shared$ > 0:
      gu = saved.pop()
      gate = torch.narrow(gu, 1, 0, $shared$)
      up = torch.narrow(gu, 1, $shared$, $shared$)
      s = torch.silu(gate)
      a = torch.mul(s, up)
      dys = dx
      if $shared_gated$:
        t = torch.sigmoid(torch.matmul(h, torch.t(w[p + $first_shared$ + 2])))
        dys = torch.mul(dx, t)
        ys = (self).project(a, p + $first_shared$ + 1, w, )
        dt = torch.mul(torch.sum(torch.mul(dx, ys), [1], True), torch.mul(t, torch.rsub(t, 1)))
        (self).accumulate(g, p + $first_shared$ + 2, torch.matmul(torch.t(dt), h), )
        dh = torch.matmul(dt, w[p + $first_shared$ + 2])
      (self).project_weight_gradient(g, p + $first_shared$ + 1, dys, a, w, )
      da = (self).project_input_gradient(dys, p + $first_shared$ + 1, w, )
      dgu = torch.cat([torch.silu_backward(torch.mul(da, up), gate), torch.mul(da, s)], 1)
      (self).project_weight_gradient(g, p + $first_shared$, dgu, h, w, )
      dh = torch.add(dh, (self).project_input_gradient(dgu, p + $first_shared$, w, ))
    order, load = (self).dispatch_$kind$(chosen, )
    counts = annotate(List[int], load.tolist())
    token = torch.floor_divide(order, $active$)
    hs = torch.embedding(h, token)
    dys = torch.embedding(dx, token)
    weights = torch.embedding((self).weights_$kind$((self).scores_$kind$(z, ), chosen, ).view([-1, 1]), order)
    experts = saved.pop()
    first = p + $first_expert$
    d = torch.empty([dys.size(0), $hidden$], dtype=6, device=x.device)           # as if every weight were 1: dL/dweight = d . a
    (self).experts_backward_$kind$(d, dys, first + 1, counts, w, )
    of_gate = torch.narrow(experts, 1, 0, $hidden$)
    of_up = torch.narrow(experts, 1, $hidden$, $hidden$)
    silu = torch.silu(of_gate)
    met = torch.mul(silu, of_up)
    dweights = (self).undo_$kind$(torch.sum(torch.mul(d, met), [1], True), order, ).squeeze(2)
    met.mul_(weights)
    d.mul_(weights)
    dexperts = torch.empty_like(experts)
    torch.mul(d, silu, out=torch.narrow(dexperts, 1, $hidden$, $hidden$))
    torch.silu_backward(d.mul_(of_up), of_gate, grad_input=torch.narrow(dexperts, 1, 0, $hidden$))
    (self).experts_weight_gradient_$kind$(g, first + 1, dys, met, counts, w, )
    (self).experts_weight_gradient_$kind$(g, first, dexperts, hs, counts, w, )
    (self).experts_backward_$kind$(dys, dexperts, first, counts, w, )
    dh = torch.add(dh, torch.sum((self).undo_$kind$(dys, order, ), [1]))
    dz = (self).router_gradient_$kind$(z, chosen, dweights, balance, z_loss, )
    (self).accumulate(g, p + 1, torch.matmul(torch.t(dz), h), )
    dh = torch.add(dh, torch.matmul(dz, w[p + 1]))
    return torch.add(dx, (self).norm_backward(dh, torch.mul(x, r), r, p, w, g, $inverse_width$, ))

  # Adds to x (B, E), the next token of each row.
  def feed_forward_step_$kind$(self: __torch__.Decoder, x: Tensor, p: int, epsilon: Tensor, w: List[Tensor], packed: List[Tensor]) -> None:
    x.copy_((self).feed_forward_$kind$(x, p, w, annotate(List[Tensor], []), False, annotate(List[Tensor], []), ))

