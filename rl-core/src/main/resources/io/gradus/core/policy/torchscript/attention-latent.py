  # --------------------------------------------------------------------- multi-head latent attention, kind $kind$
  # arXiv:2405.04434, section 2.1. H heads; a head's query and key have $nope$ features without a position and $rope$ with one, its value
  # $value_width$; the latent that keys and values come from has $latent$. Parameters from w[p]: input norm (E), fused down-projection
  # of queries (or the queries themselves), latent and rotated key, [its bias], [query norm, query up-projection], latent norm,
  # key-value up-projection (H (nope + value), latent), output (E, H value), [its bias].

  # Rotates the last $rope$ features of (N, heads, any).
  def turn_$kind$(self: __torch__.Decoder, x: Tensor, turn: List[Tensor]) -> Tensor:
    if $interleaved$:
      return (self).rotate_interleaved(x, turn[2], turn[3], )
    return (self).rotate(x, turn, )

  def attend_$kind$(self: __torch__.Decoder, q: Tensor, kv: Tensor, k: Tensor, qi: Tensor, ki: Tensor, mask: Tensor) -> Tensor:
    b, t, s = qi.size(0), qi.size(1), ki.size(1)
    qs = torch.transpose(torch.embedding(q, qi).view([b, t, $heads$, $query_width$]), 1, 2)
    kvs = torch.embedding(kv, ki).view([b, s, $heads$, $pair_width$])
    shared = torch.embedding(k, ki).view([b, s, 1, $rope$]).expand([b, s, $heads$, $rope$])
    ks = torch.transpose(torch.cat([torch.narrow(kvs, 3, 0, $nope$), shared], 3), 1, 2)
    vs = torch.transpose(torch.narrow(kvs, 3, $nope$, $value_width$), 1, 2)
    if $value_padding$ > 0:                                                      # flash attention wants all of one width
      vs = torch.constant_pad_nd(vs, [0, $value_padding$])
    o = torch.scaled_dot_product_attention(qs, ks, vs, mask, 0., False, scale=$scale$, enable_gqa=False)
    return torch.transpose(torch.narrow(o, 3, 0, $value_width$), 1, 2).reshape([b * t, $attention_width$])

  # From queries (N, H (nope + rope)), keys and values (N, H (nope + value)) and the shared key (N, rope), none of them rotated, to what
  # attention mixes (N, H value) and the rotated shared key.
  def mix_$kind$(self: __torch__.Decoder, q: Tensor, kv: Tensor, k: Tensor, turn: List[Tensor], layout: List[Tensor]) -> Tuple[Tensor, Tensor]:
    n = q.size(0)
    qr = (self).turned_$kind$(q, turn, ).view_as(q)
    kr = (self).turn_$kind$(k.view([n, 1, $rope$]), turn, ).view([n, $rope$])
    outs = annotate(List[Tensor], [])
    for i in range(len(layout) // $layout_stride$):
      at = $layout_stride$ * i
      o = (self).attend_$kind$(qr, kv, kr, layout[at], layout[at + 1], layout[at + $mask$], )
      outs.append(torch.embedding(o, layout[at + 2]))
    return (torch.cat(outs, 0), kr)

  # Queries (N, H (nope + rope)) as (N, H, nope + rope), the last part of each rotated.
  def turned_$kind$(self: __torch__.Decoder, q: Tensor, turn: List[Tensor]) -> Tensor:
    qh = q.view([q.size(0), $heads$, $query_width$])
    return torch.cat([torch.narrow(qh, 2, 0, $nope$), (self).turn_$kind$(torch.narrow(qh, 2, $nope$, $rope$), turn, )], 2)

  def down_$kind$(self: __torch__.Decoder, h: Tensor, p: int, w: List[Tensor]) -> Tensor:
    a = (self).project(h, p + 1, w, )
    if $biased$:
      torch.narrow(a, 1, $down_width$ - $bias_width$, $bias_width$).add_(w[p + 2])
    return a

  # The queries' compressed state and its norm.
  def query_latent_$kind$(self: __torch__.Decoder, a: Tensor, p: int, w: List[Tensor]) -> Tuple[Tensor, Tensor, Tensor]:
    c = torch.narrow(a, 1, 0, $query_down$)
    r = (self).rms_of(c, $inverse_query_down$, $latent_epsilon$, )
    return (c, r, torch.mul(torch.mul(c, r), w[p + $query_norm$]))

  def queries_$kind$(self: __torch__.Decoder, a: Tensor, p: int, w: List[Tensor]) -> Tensor:
    if $query_compressed$:
      _, _, h = (self).query_latent_$kind$(a, p, w, )
      return (self).project(h, p + $query_up$, w, )
    return torch.narrow(a, 1, 0, $query_down$).contiguous()

  # The latent as the up-projection sees it and the cache holds it.
  def latent_$kind$(self: __torch__.Decoder, a: Tensor, p: int, w: List[Tensor]) -> Tuple[Tensor, Tensor, Tensor]:
    c = torch.narrow(a, 1, $query_down$, $latent$)
    r = (self).rms_of(c, $inverse_latent$, $latent_epsilon$, )
    return (c, r, torch.mul(torch.mul(c, r), w[p + $latent_norm$]))

  # x (N, E) and what attention adds to it.
  def attention_$kind$(self: __torch__.Decoder, x: Tensor, p: int, turn: List[Tensor], layout: List[Tensor], w: List[Tensor], saved: List[Tensor], keep: bool, cache: List[Tensor]) -> Tensor:
    r = (self).rms(x, )
    a = (self).down_$kind$((self).scaled(x, r, w[p], ), p, w, )
    q = (self).queries_$kind$(a, p, w, )
    _, _, c = (self).latent_$kind$(a, p, w, )
    kv = (self).project(c, p + $latent_norm$ + 1, w, )
    k = torch.narrow(a, 1, $query_down$ + $latent$, $rope$).contiguous()
    if keep:
      q = q.requires_grad_(True)
      kv = kv.requires_grad_(True)
      k = k.requires_grad_(True)
    o, kr = (self).mix_$kind$(q, kv, k, turn, layout, )
    cache.append(torch.cat([c, kr.detach()], 1))
    y = (self).project(o.detach(), p + $output$, w, )
    if $output_biased$:
      y = torch.add(y, w[p + $output$ + 1])
    if keep:
      saved.extend([x, r, a, q, kv, k, o])
    return torch.add(x, y)

  def attention_backward_$kind$(self: __torch__.Decoder, dx: Tensor, p: int, turn: List[Tensor], layout: List[Tensor], saved: List[Tensor], w: List[Tensor], g: List[Tensor]) -> Tensor:
    o, k, kv, q = saved.pop(), saved.pop(), saved.pop(), saved.pop()
    a, r, x = saved.pop(), saved.pop(), saved.pop()
    if $output_biased$:
      (self).accumulate(g, p + $output$ + 1, torch.sum(dx, [0]), )
    (self).project_weight_gradient(g, p + $output$, dx, o.detach(), w, )
    do = annotate(Optional[List[Optional[Tensor]]], [(self).project_input_gradient(dx, p + $output$, w, )])
    leaves = torch.grad([o], [q, kv, k], do)
    dq = unchecked_cast(Tensor, leaves[0])
    dkv = unchecked_cast(Tensor, leaves[1])
    dk = unchecked_cast(Tensor, leaves[2])
    c, rc, ch = (self).latent_$kind$(a, p, w, )
    (self).project_weight_gradient(g, p + $latent_norm$ + 1, dkv, ch, w, )
    dch = (self).project_input_gradient(dkv, p + $latent_norm$ + 1, w, )
    dc = (self).norm_backward(dch, torch.mul(c, rc), rc, p + $latent_norm$, w, g, $inverse_latent$, )
    dqa = dq
    if $query_compressed$:
      cq, rq, qh = (self).query_latent_$kind$(a, p, w, )
      (self).project_weight_gradient(g, p + $query_up$, dq, qh, w, )
      dqh = (self).project_input_gradient(dq, p + $query_up$, w, )
      dqa = (self).norm_backward(dqh, torch.mul(cq, rq), rq, p + $query_norm$, w, g, $inverse_query_down$, )
    da = torch.cat([dqa, dc, dk], 1)
    if $biased$:
      (self).accumulate(g, p + 2, torch.sum(torch.narrow(da, 1, $down_width$ - $bias_width$, $bias_width$), [0]), )
    (self).project_weight_gradient(g, p + 1, da, (self).scaled(x, r, w[p], ), w, )
    dh = (self).project_input_gradient(da, p + 1, w, )
    return torch.add(dx, (self).norm_backward(dh, torch.mul(x, r), r, p, w, g, $inverse_width$, ))

  # The next token of each row, in the absorbed form: the up-projection of keys is multiplied with the query and that of values with the
  # result, so that the compressed state (latent + rope) itself is key and value of all heads.
  def attention_step_$kind$(self: __torch__.Decoder, x: Tensor, at: int, turn: List[Tensor], masks: List[Tensor], masked: int, prompts: Tensor, rows: Tensor, grown: int, epsilon: Tensor, w: List[Tensor], packed: List[Tensor]) -> None:
    b, p, s = x.size(0), prompts.size(1), prompts.size(3)
    g = b // p
    a = (self).down_$kind$((self).normed(x, w[at], epsilon, ), at, w, )
    q = (self).turned_$kind$((self).queries_$kind$(a, at, w, ), turn, )
    _, _, c = (self).latent_$kind$(a, at, w, )
    k = (self).turn_$kind$(torch.narrow(a, 1, $query_down$ + $latent$, $rope$).reshape([b, 1, $rope$]), turn, )
    torch.select(rows, 4, grown).copy_(torch.cat([c, k.view([b, $rope$])], 1).view([1, p, 1, g, $cache_width$]))
    up = (self).matrix(at + $latent_norm$ + 1, w, ).view([$heads$, $pair_width$, $latent$])
    absorbed = torch.bmm(torch.transpose(torch.narrow(q, 2, 0, $nope$), 0, 1), torch.narrow(up, 1, 0, $nope$))
    q = torch.cat([torch.transpose(absorbed, 0, 1), torch.narrow(q, 2, $nope$, $rope$)], 2)          # (B, H, latent + rope)
    own = torch.narrow(rows, 4, 0, grown + 1).reshape([b, grown + 1, $cache_width$])
    shared = prompts.view([p, s, $cache_width$])
    of_prompt = torch.baddbmm(masks[$kind$], q.view([p, g * $heads$, $cache_width$]), torch.transpose(shared, 1, 2), beta=masked, alpha=$scale$)
    of_row = torch.baddbmm(epsilon, q, torch.transpose(own, 1, 2), beta=0, alpha=$scale$)
    mix = torch.softmax(torch.cat([of_prompt.view([b, $heads$, s]), of_row], 2), 2)
    o = torch.bmm(torch.narrow(mix, 2, 0, s).view([p, g * $heads$, s]), torch.narrow(shared, 2, 0, $latent$))
    o = o.view([b, $heads$, $latent$]).baddbmm_(torch.narrow(mix, 2, s, grown + 1), torch.narrow(own, 2, 0, $latent$))
    o = torch.bmm(torch.transpose(o, 0, 1), torch.transpose(torch.narrow(up, 1, $nope$, $value_width$), 1, 2))
    (self).add_project(x, torch.transpose(o, 0, 1).reshape([b, $attention_width$]), at + $output$, w, packed, )
    if $output_biased$:
      x.add_(w[at + $output$ + 1])

