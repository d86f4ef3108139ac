  # -------------------------------------------------------------------------- grouped-query attention, kind $kind$
  # H heads, K key-value heads, D width of a head. Parameters from w[p]: input norm (E), fused query-key-value ((H + 2K) D, E),
  # [its bias], [query norm (D), key norm (D)], output (E, H D), [its bias].

  # Queries at rows `qi` (B, T) of the batch attend keys at rows `ki` (B, S) where `mask` (B, 1, T, S) is 0 and not -inf.
  def attend_$kind$(self: __torch__.Decoder, q: Tensor, kv: Tensor, qi: Tensor, ki: Tensor, mask: Tensor) -> Tensor:
    b, t, s = qi.size(0), qi.size(1), ki.size(1)
    qs = torch.transpose(torch.embedding(q, qi).view([b, t, $heads$, $head_width$]), 1, 2)
    kvs = torch.embedding(kv, ki).view([b, s, $kv_heads_twice$, $head_width$])
    ks = torch.transpose(torch.narrow(kvs, 2, 0, $kv_heads$), 1, 2)
    vs = torch.transpose(torch.narrow(kvs, 2, $kv_heads$, $kv_heads$), 1, 2)
    o = torch.scaled_dot_product_attention(qs, ks, vs, mask, 0., False, scale=None, enable_gqa=$grouped$)
    return torch.transpose(o, 1, 2).reshape([b * t, $attention_width$])          # (B T, H D)

  # From queries, keys and values (N, (H + 2K) D) to what attention mixes (N, H D) and the cache's rows (N, 2 K D). `layout` holds,
  # for the prompts and then for the completions, qi, ki, mask, which of the B T results belong to the batch's rows in order, and the
  # mask of each sliding window.
  def mix_$kind$(self: __torch__.Decoder, qkv: Tensor, cos: Tensor, sin: Tensor, layout: List[Tensor]) -> Tuple[Tensor, Tensor]:
    n = qkv.size(0)
    x = qkv.view([n, $all_heads$, $head_width$])
    qk = (self).rotate(torch.narrow(x, 1, 0, $rotated_heads$), cos, sin, )
    q = torch.narrow(qk, 1, 0, $heads$).reshape([n, $attention_width$])
    kv = torch.cat([torch.narrow(qk, 1, $heads$, $kv_heads$), torch.narrow(x, 1, $rotated_heads$, $kv_heads$)], 1).view([n, $kv_width$])
    outs = annotate(List[Tensor], [])
    for i in range(len(layout) // $layout_stride$):
      at = $layout_stride$ * i
      o = (self).attend_$kind$(q, kv, layout[at], layout[at + 1], layout[at + $mask$], )
      outs.append(torch.embedding(o, layout[at + 3]))
    return (torch.cat(outs, 0), kv)

  # Query-key norm: the heads of queries and of keys, each divided by its root mean square, before they are rotated.
  def normed_$kind$(self: __torch__.Decoder, qkv: Tensor, p: int, w: List[Tensor]) -> Tensor:
    x = qkv.view([qkv.size(0), $all_heads$, $head_width$])
    q = torch.narrow(x, 1, 0, $heads$)
    k = torch.narrow(x, 1, $heads$, $kv_heads$)
    qn = torch.mul(torch.mul(q, (self).rms_of(q, $inverse_head$, $epsilon$, )), w[p + $query_norm$])
    kn = torch.mul(torch.mul(k, (self).rms_of(k, $inverse_head$, $epsilon$, )), w[p + $key_norm$])
    return torch.cat([qn, kn, torch.narrow(x, 1, $rotated_heads$, $kv_heads$)], 1).view_as(qkv)

  def normed_backward_$kind$(self: __torch__.Decoder, d: Tensor, qkv: Tensor, p: int, w: List[Tensor], g: List[Tensor]) -> Tensor:
    n = qkv.size(0)
    dx = d.view([n, $all_heads$, $head_width$])
    x = qkv.view([n, $all_heads$, $head_width$])
    q = torch.narrow(x, 1, 0, $heads$).reshape([-1, $head_width$])
    k = torch.narrow(x, 1, $heads$, $kv_heads$).reshape([-1, $head_width$])
    dqn = torch.narrow(dx, 1, 0, $heads$).reshape([-1, $head_width$])
    dkn = torch.narrow(dx, 1, $heads$, $kv_heads$).reshape([-1, $head_width$])
    rq, rk = (self).rms_of(q, $inverse_head$, $epsilon$, ), (self).rms_of(k, $inverse_head$, $epsilon$, )
    dq = (self).norm_backward(dqn, torch.mul(q, rq), rq, p + $query_norm$, w, g, $inverse_head$, )
    dk = (self).norm_backward(dkn, torch.mul(k, rk), rk, p + $key_norm$, w, g, $inverse_head$, )
    dv = torch.narrow(dx, 1, $rotated_heads$, $kv_heads$)
    return torch.cat([dq.view([n, $heads$, $head_width$]), dk.view([n, $kv_heads$, $head_width$]), dv], 1).view_as(qkv)

  # Queries, keys and values (N, (H + 2K) D) as projected, of what the input norm gives.
  def heads_$kind$(self: __torch__.Decoder, h: Tensor, p: int, w: List[Tensor]) -> Tensor:
    qkv = (self).project(h, p + 1, w, )
    if $biased$:
      qkv = torch.add(qkv, w[p + 2])
    return qkv

  # x (N, E) and what attention adds to it.
  def attention_$kind$(self: __torch__.Decoder, x: Tensor, p: int, cos: Tensor, sin: Tensor, layout: List[Tensor], w: List[Tensor], saved: List[Tensor], keep: bool, cache: List[Tensor]) -> Tensor:
    r = (self).rms(x, )
    qkv = (self).heads_$kind$((self).scaled(x, r, w[p], ), p, w, )
    heads = qkv
    if $normed$:
      heads = (self).normed_$kind$(qkv, p, w, )
    if keep:
      heads = heads.requires_grad_(True)
    o, kv = (self).mix_$kind$(heads, cos, sin, layout, )
    cache.append(kv)
    y = (self).project(o.detach(), p + $output$, w, )
    if $output_biased$:
      y = torch.add(y, w[p + $output$ + 1])
    if keep:
      saved.extend([x, r, qkv, heads, o])
    return torch.add(x, y)

  def attention_backward_$kind$(self: __torch__.Decoder, dx: Tensor, p: int, saved: List[Tensor], w: List[Tensor], g: List[Tensor]) -> Tensor:
    o, heads, qkv, r, x = saved.pop(), saved.pop(), saved.pop(), saved.pop(), saved.pop()
    if $output_biased$:
      (self).accumulate(g, p + $output$ + 1, torch.sum(dx, [0]), )
    (self).project_weight_gradient(g, p + $output$, dx, o.detach(), w, )
    do = annotate(Optional[List[Optional[Tensor]]], [(self).project_input_gradient(dx, p + $output$, w, )])
    dqkv = unchecked_cast(Tensor, torch.grad([o], [heads], do)[0])
    if $normed$:
      dqkv = (self).normed_backward_$kind$(dqkv, qkv.detach(), p, w, g, )
    if $biased$:
      (self).accumulate(g, p + 2, torch.sum(dqkv, [0]), )
    xr = torch.mul(x, r)
    (self).project_weight_gradient(g, p + 1, dqkv, torch.mul(xr, w[p]), w, )
    dh = (self).project_input_gradient(dqkv, p + 1, w, )
    return dx.add_((self).norm_backward(dh, xr, r, p, w, g, $inverse_width$, ))

  # The next token of each row: adds to x (B, E) what attention gives, and to the rows' cache what it keeps. turn: cosines twice (B, 1, D),
  # sines with their signs (B, 1, D), cosines and sines (B, 1, D / 2).
  def attention_step_$kind$(self: __torch__.Decoder, x: Tensor, at: int, turn: List[Tensor], masks: List[Tensor], masked: int, prompts: Tensor, rows: Tensor, grown: int, epsilon: Tensor, w: List[Tensor]) -> None:
    b, p, s = x.size(0), prompts.size(1), prompts.size(3)
    g = b // p
    qkv = (self).heads_$kind$((self).normed(x, w[at], epsilon, ), at, w, ).view([b, $all_heads$, $head_width$])
    qk = torch.narrow(qkv, 1, 0, $rotated_heads$)
    if $normed$:
      qk.mul_((self).rms_of(qk, $inverse_head$, $epsilon$, ))
      torch.narrow(qkv, 1, 0, $heads$).mul_(w[at + $query_norm$])
      torch.narrow(qkv, 1, $heads$, $kv_heads$).mul_(w[at + $key_norm$])
    turned = torch.roll(qk, [$half$], [2])
    qk.mul_(turn[0]).addcmul_(turned, turn[1])
    torch.select(rows, 4, grown).copy_(torch.narrow(qkv, 1, $heads$, $kv_heads_twice$).view([p, g, 2, $kv_heads$, $head_width$]).permute([2, 0, 3, 1, 4]))
    first = max(0, grown + 1 - $window$)
    n = grown + 1 - first
    own = torch.narrow(rows, 4, first, n).flatten(1, 3)                          # (2, P K G, n, D)
    q = torch.narrow(qkv, 1, 0, $heads$).view([p, g, $kv_heads$, $queries_per_kv$, $head_width$]).transpose(1, 2).contiguous()
    shared = prompts.flatten(1, 2)                                               # (2, P K, S, D)
    use = max(masked, $windowed$)
    of_prompt = torch.baddbmm(masks[$kind$], q.view([p * $kv_heads$, g * $queries_per_kv$, $head_width$]), torch.transpose(torch.select(shared, 0, 0), 1, 2), beta=use, alpha=$scale$)
    of_row = torch.baddbmm(epsilon, q.view([b * $kv_heads$, $queries_per_kv$, $head_width$]), torch.transpose(torch.select(own, 0, 0), 1, 2), beta=0, alpha=$scale$)
    mix = torch.softmax(torch.cat([of_prompt.view([b * $kv_heads$, $queries_per_kv$, s]), of_row], 2), 2)
    o = torch.bmm(torch.narrow(mix, 2, 0, s).view([p * $kv_heads$, g * $queries_per_kv$, s]), torch.select(shared, 0, 1))
    o = o.view([b * $kv_heads$, $queries_per_kv$, $head_width$]).baddbmm_(torch.narrow(mix, 2, s, n), torch.select(own, 0, 1))
    o = o.view([p, $kv_heads$, g, $queries_per_kv$, $head_width$]).transpose(1, 2).reshape([b, $attention_width$])
    (self).add_project(x, o, at + $output$, w, )
    if $output_biased$:
      x.add_(w[at + $output$ + 1])

