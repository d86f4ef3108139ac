  # -------------------------------------------------------------------------- grouped-query attention, kind $kind$
  # H heads, K key-value heads, D width of a head. Parameters from w[p]: input norm (E), fused query-key-value ((H + 2K) D, E),
  # [its bias], [query norm (D), key norm (D)], output (E, H D), [its bias].

  # Query heads that share a key-value head, $queries_per_kv$ of them, stand side by side in time, so that attention's kernel meets as many
  # queries as keys and reads each key once: (B, T, H, D) to (B, K, H / K * T, D), and back to (B T, H D).
  def fold_$kind$(self: __torch__.Decoder, q: Tensor) -> Tensor:
    if $grouped$:
      b, t = q.size(0), q.size(1)
      return q.view([b, t, $kv_heads$, $queries_per_kv$, $head_width$]).permute([0, 2, 3, 1, 4]).reshape([b, $kv_heads$, $queries_per_kv$ * t, $head_width$])
    return torch.transpose(q, 1, 2)

  def unfold_$kind$(self: __torch__.Decoder, o: Tensor, t: int) -> Tensor:
    b = o.size(0)
    if $grouped$:
      return o.view([b, $kv_heads$, $queries_per_kv$, t, $head_width$]).permute([0, 3, 1, 2, 4]).reshape([b * t, $attention_width$])
    return torch.transpose(o, 1, 2).reshape([b * t, $attention_width$])

  # Rotated queries and keys (N, H + K, D) and the cache's rows (N, 2 K D).
  def rotated_$kind$(self: __torch__.Decoder, heads: Tensor, turn: List[Tensor]) -> Tuple[Tensor, Tensor]:
    x = heads.view([heads.size(0), $all_heads$, $head_width$])
    qk = (self).rotate(torch.narrow(x, 1, 0, $rotated_heads$), turn, )
    kv = torch.cat([torch.narrow(qk, 1, $heads$, $kv_heads$), torch.narrow(x, 1, $rotated_heads$, $kv_heads$)], 1)
    return (qk, kv.view([heads.size(0), $kv_width$]))

  # Attention over the rectangles of `layout`, the prompts' and then the completions'; each has qi (B, T) and ki (B, S), the batch's rows of its
  # queries and keys, which of its B T results are rows of the batch, and masks. Rectangles follow one another in the batch. What
  # backward needs of each goes to `saved`: queries, keys, values and result, through the kernel's own graph and nothing else.
  def mix_$kind$(self: __torch__.Decoder, qk: Tensor, kv: Tensor, layout: List[Tensor], saved: List[Tensor], keep: bool) -> None:
    row = 0
    for i in range(len(layout) // $layout_stride$):
      at = $layout_stride$ * i
      qi, ki, results = layout[at], layout[at + 1], layout[at + 2]
      b, t, s, n = qi.size(0), qi.size(1), ki.size(1), results.size(0)
      if n == b * t:                                                             # nothing is padded: the rows as they stand
        q = torch.narrow(torch.narrow(qk, 0, row, n), 1, 0, $heads$)
      else:
        q = torch.index_select(torch.narrow(qk, 1, 0, $heads$), 0, qi.view([-1]))
      q = (self).fold_$kind$(q.view([b, t, $heads$, $head_width$]), )
      kvs = torch.embedding(kv, ki).view([b, s, $kv_heads_twice$, $head_width$])
      k = torch.transpose(torch.narrow(kvs, 2, 0, $kv_heads$), 1, 2)
      v = torch.transpose(torch.narrow(kvs, 2, $kv_heads$, $kv_heads$), 1, 2)
      if keep:
        q, k, v = q.detach().requires_grad_(True), k.detach().requires_grad_(True), v.detach().requires_grad_(True)
      o = torch.scaled_dot_product_attention(q, k, v, layout[at + $mask$], 0., False, scale=None, enable_gqa=False)
      if keep:
        saved.extend([q, k, v])
      saved.append(o)
      row = row + n

  # What attention mixes (N, H D) from the results of the rectangles, which are every so many in `saved`. Backward makes it again rather
  # than keep it twice.
  def mixed_$kind$(self: __torch__.Decoder, saved: List[Tensor], layout: List[Tensor], every: int) -> Tensor:
    outs = annotate(List[Tensor], [])
    for i in range(len(layout) // $layout_stride$):
      at = $layout_stride$ * i
      qi, results = layout[at], layout[at + 2]
      o = (self).unfold_$kind$(saved[every * (i + 1) - 1].detach(), qi.size(1), )
      if results.size(0) < o.size(0):
        o = torch.embedding(o, results)
      outs.append(o)
    if len(outs) == 1:
      return outs[0]
    return torch.cat(outs, 0)

  # From the gradient of what attention mixes to that of projected, or normed, queries, keys and values (N, (H + 2K) D).
  def mix_backward_$kind$(self: __torch__.Decoder, do: Tensor, turn: List[Tensor], layout: List[Tensor], saved: List[Tensor]) -> Tensor:
    n = do.size(0)
    dqk = torch.empty([n, $rotated_heads$, $head_width$], dtype=6, device=do.device)
    kis = annotate(List[Tensor], [])
    for i in range(len(layout) // $layout_stride$):
      kis.append(layout[$layout_stride$ * i + 1].view([-1]))
    rows = torch.cat(kis)
    dkvs = torch.empty([rows.size(0), $kv_heads_twice$, $head_width$], dtype=6, device=do.device)
    row, key = 0, 0
    for i in range(len(layout) // $layout_stride$):
      at = $layout_stride$ * i
      qi, s, results = layout[at], layout[at + 1].size(1), layout[at + 2]
      b, t, m = qi.size(0), qi.size(1), results.size(0)
      d = torch.narrow(do, 0, row, m)
      if m < b * t:
        d = torch.embedding_dense_backward(d, results, b * t, -1, False)
      seed = annotate(Optional[List[Optional[Tensor]]], [(self).fold_$kind$(d.view([b, t, $heads$, $head_width$]), )])
      q, k, v, o = saved[4 * i], saved[4 * i + 1], saved[4 * i + 2], saved[4 * i + 3]
      leaves = torch.grad([o], [q, k, v], seed)
      dq = (self).unfold_$kind$(unchecked_cast(Tensor, leaves[0]), t, )
      if m < b * t:
        dq = torch.embedding(dq, results)
      torch.narrow(torch.narrow(dqk, 0, row, m), 1, 0, $heads$).copy_(dq.view([m, $heads$, $head_width$]))
      dkv = torch.narrow(dkvs, 0, key, b * s).view([b, s, $kv_heads_twice$, $head_width$])
      torch.narrow(dkv, 2, 0, $kv_heads$).copy_(torch.transpose(unchecked_cast(Tensor, leaves[1]), 1, 2))
      torch.narrow(dkv, 2, $kv_heads$, $kv_heads$).copy_(torch.transpose(unchecked_cast(Tensor, leaves[2]), 1, 2))
      row, key = row + m, key + b * s
    dkv = torch.embedding_dense_backward(dkvs.view([-1, $kv_width$]), rows, n, -1, False).view([n, $kv_heads_twice$, $head_width$])
    torch.narrow(dqk, 1, $heads$, $kv_heads$).copy_(torch.narrow(dkv, 1, 0, $kv_heads$))
    back = (self).rotate_back(dqk, turn, )
    return torch.cat([back, torch.narrow(dkv, 1, $kv_heads$, $kv_heads$)], 1).view([n, $all_width$])

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
  def attention_$kind$(self: __torch__.Decoder, x: Tensor, p: int, turn: List[Tensor], layout: List[Tensor], w: List[Tensor], saved: List[Tensor], keep: bool, cache: List[Tensor]) -> Tensor:
    r = (self).rms(x, )
    qkv = (self).heads_$kind$((self).scaled(x, r, w[p], ), p, w, )
    heads = qkv
    if $normed$:
      heads = (self).normed_$kind$(qkv, p, w, )
    qk, kv = (self).rotated_$kind$(heads, turn, )
    cache.append(kv)
    mixed = annotate(List[Tensor], [])
    (self).mix_$kind$(qk, kv, layout, mixed, keep, )
    y = (self).project((self).mixed_$kind$(mixed, layout, 4 if keep else 1, ), p + $output$, w, )
    if $output_biased$:
      y = torch.add(y, w[p + $output$ + 1])
    if keep:
      saved.extend([x, r])
      if $normed$:
        saved.append(qkv)
      saved.extend(mixed)
    return torch.add(x, y)

  def attention_backward_$kind$(self: __torch__.Decoder, dx: Tensor, p: int, turn: List[Tensor], layout: List[Tensor], saved: List[Tensor], w: List[Tensor], g: List[Tensor]) -> Tensor:
    begin = len(saved) - 4 * (len(layout) // $layout_stride$)
    mixed = saved[begin:]
    for i in range(len(mixed)):
      _ = saved.pop()
    if $output_biased$:
      (self).accumulate(g, p + $output$ + 1, torch.sum(dx, [0]), )
    (self).project_weight_gradient(g, p + $output$, dx, (self).mixed_$kind$(mixed, layout, 4, ), w, )
    do = (self).project_input_gradient(dx, p + $output$, w, )
    dqkv = (self).mix_backward_$kind$(do, turn, layout, mixed, )
    if $normed$:
      dqkv = (self).normed_backward_$kind$(dqkv, saved.pop(), p, w, g, )
    if $biased$:
      (self).accumulate(g, p + 2, torch.sum(dqkv, [0]), )
    r, x = saved.pop(), saved.pop()
    xr = torch.mul(x, r)
    (self).project_weight_gradient(g, p + 1, dqkv, torch.mul(xr, w[p]), w, )
    dh = (self).project_input_gradient(dqkv, p + 1, w, )
    return dx.add_((self).norm_backward(dh, xr, r, p, w, g, $inverse_width$, ))

  # The next token of each row: adds to x (B, E) what attention gives, and to the rows' cache what it keeps. turn: cosines twice (B, 1, D),
  # sines with their signs (B, 1, D), cosines and sines (B, 1, D / 2).
  def attention_step_$kind$(self: __torch__.Decoder, x: Tensor, at: int, turn: List[Tensor], masks: List[Tensor], masked: int, prompts: Tensor, rows: Tensor, grown: int, epsilon: Tensor, w: List[Tensor], packed: List[Tensor]) -> None:
    b, p, s = x.size(0), prompts.size(1), prompts.size(3)
    g = b // p
    qkv = (self).step_project((self).normed(x, w[at], epsilon, ), at + 1, w, packed, )
    if $biased$:
      qkv.add_(w[at + 2])
    qkv = qkv.view([b, $all_heads$, $head_width$])
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
    (self).add_project(x, o, at + $output$, w, packed, )
    if $output_biased$:
      x.add_(w[at + $output$ + 1])

