# The mathematics of the policy in TorchScript: a decoder, put together from blocks. Words in $dollars$ are numbers, or other files, that
# Java fills in: matmul-*.py gives `linear`, its two gradients and forms of them that write in place, pack-*.py what sampling multiplies
# with, project.py a linear layer with or without an adapter; norms.py, body.py and one file for each kind of attention and of
# feed-forward that a layer can have give the rest. Every block adds itself to the residual stream.
#
# Shapes: N tokens of a packed batch (no padding), C scored tokens, B sequences, T and S padded query and key lengths,
# E width, F hidden width, H heads, K key-value heads, D width of a head, V vocabulary.
#
# Weights w[]: embedding (V, E); for each layer what its attention and its feed-forward say; final norm (E); head (V, E) unless it is
# tied to the embedding.
#
# A layer's backward is written out, so that linear layers can run on whichever library is fastest, nothing is kept that is cheaper
# to compute again, and a gradient is added to its buffer at once. Attention's kernel alone goes through autograd.
class Decoder(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

$matmul$
$pack$
$project$
  # Adds to the gradient of a weight that is no linear layer of `project`: a norm, a bias, a router. Nothing where it is frozen.
  def accumulate(self: __torch__.Decoder, g: List[Tensor], i: int, d: Tensor) -> None:
    if g[i].numel() > 0:
      g[i].add_(d)

$blocks$
  # ------------------------------------------------------------------------------------------- log-probs and entropy

  # Log-probability of targets (c) and entropy, in fp32, from logits z (c, V) of one chunk, which are overwritten; the first is row
  # `begin` of all. Returns also the probabilities (c, V).
  #
  # support: one empty tensor, or offsets (C + 1) into kept tokens (M). Sampling chose a target from its kept tokens only, or from the
  # whole vocabulary if it has none; everything is of the distribution over them.
  def chunk(self: __torch__.Decoder, z: Tensor, targets: Tensor, temperature: float, support: List[Tensor], begin: int) -> Tuple[Tensor, Tensor, Tensor]:
    if temperature != 1.:
      z.div_(temperature)
    if support[0].numel() > 0:
      n = z.size(0)
      offsets = torch.narrow(support[0], 0, begin, n + 1)
      counts = torch.sub(torch.narrow(offsets, 0, 1, n), torch.narrow(offsets, 0, 0, n))
      first = int(torch.select(offsets, 0, 0))
      ids = torch.narrow(support[1], 0, first, int(torch.select(offsets, 0, n)) - first)
      rows = torch.repeat_interleave(torch.arange(n, device=z.device), counts)
      cut = torch.unsqueeze(torch.gt(counts, 0), 1).repeat([1, z.size(1)])
      cut.view([-1]).index_fill_(0, torch.add(torch.mul(rows, z.size(1)), ids), 0)
      z.masked_fill_(cut, -1e30)                                                 # no infinity: its product with a probability of 0 is 0
    z.sub_(torch.amax(z, [1], True))
    p = torch.softmax(z, 1)
    rest = torch.log(torch.amax(p, [1]))                                         # minus the logarithm of sum exp z: at the largest, z is 0
    logp = torch.add(torch.gather(z, 1, torch.unsqueeze(targets, 1)).squeeze(1), rest)
    return (logp, torch.neg(torch.add(torch.sum(z.mul_(p), [1]), rest)), p)

  # Generalised Jensen-Shannon divergence of a student from a teacher (arXiv:2306.13649), from logits zs (c, V) and zt (c, V'), over the
  # tokens that both have: b KL(teacher || m) + (1 - b) KL(student || m), m = b teacher + (1 - b) student; b = 0: KL(teacher || student),
  # b = 1: KL(student || teacher). numbers: b, temperature. Returns the divergence (c) and, if asked for, its derivative by zs (c, n).
  def divergence(self: __torch__.Decoder, zs: Tensor, zt: Tensor, numbers: Tensor, derive: bool) -> Tuple[Tensor, Tensor]:
    b, temperature = float(numbers[0]), float(numbers[1])
    n = min(zs.size(1), zt.size(1))
    s = torch.log_softmax(torch.div(torch.narrow(zs, 1, 0, n), temperature), 1)
    t = torch.log_softmax(torch.div(torch.narrow(zt, 1, 0, n), temperature), 1)
    p = torch.exp(s)
    dz = torch.zeros([0])
    if b == 0.:
      q = torch.exp(t)
      value = torch.sum(torch.mul(q, torch.sub(t, s)), [1])
      if derive:
        dz = torch.div(torch.sub(p, q), temperature)
    else:
      m, other = t, 1.
      if b != 1.:
        m = torch.logaddexp(torch.add(t, torch.log(numbers[0])), torch.add(s, torch.log(torch.rsub(numbers[0], 1))))
        other = 1. - b
      gap = torch.sub(s, m)
      own = torch.sum(torch.mul(p, gap), [1])
      value = torch.mul(own, other)
      if b != 1.:
        value = torch.add(value, torch.sum(torch.mul(torch.exp(t), torch.sub(t, m)), [1]), alpha=b)
      if derive:
        dz = torch.mul(torch.mul(p, torch.sub(gap, torch.unsqueeze(own, 1))), other / temperature)
    return (value, dz)

  # Logits (c, V') of the k-th teacher for rows [at, at + c) of its states. teachers[]: for each numbers (2), states (C, E'), head (V', E').
  def taught(self: __torch__.Decoder, teachers: List[Tensor], k: int, at: int, c: int) -> Tensor:
    return (self).linear(torch.narrow(teachers[3 * k + 1], 0, at, c), teachers[3 * k + 2], )

  # The states that score the targets: rows (C) of the body's result, after the final norm.
  def final_states(self: __torch__.Decoder, x: Tensor, rows: Tensor, w: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    xs = torch.embedding(x, rows)
    r = (self).rms(xs, )
    return ((self).scaled(xs, r, w, ), xs, r)

  # ------------------------------------------------------------------------------------------- what Java calls

  # Rotary angles of positions (N), from tables (positions, D / 2): cosines twice (N, 1, D), sines with their signs (N, 1, D), cosines and
  # sines (N, 1, D / 2).
  def turns(self: __torch__.Decoder, cos: Tensor, sin: Tensor, positions: Tensor) -> List[Tensor]:
    c = torch.unsqueeze(torch.embedding(cos, positions), 1)
    s = torch.unsqueeze(torch.embedding(sin, positions), 1)
    return [torch.cat([c, c], 2), torch.cat([torch.neg(s), s], 2), c, s]

  # settings (2): temperature, tokens in a chunk. Returns log-probs (C) and entropies (C).
  def score(self: __torch__.Decoder, settings: Tensor, ids: Tensor, positions: Tensor, cos: Tensor, sin: Tensor, rows: Tensor, targets: Tensor, layout: List[Tensor], support: List[Tensor], w: List[Tensor]) -> List[Tensor]:
    x = (self).body(ids, (self).turns(cos, sin, positions, ), layout, w, annotate(List[Tensor], []), 0, annotate(List[Tensor], []), )
    hs, _, _ = (self).final_states(x, rows, w[$final_norm$], )
    size = int(settings[1])
    logps, entropies = annotate(List[Tensor], []), annotate(List[Tensor], [])
    for h, t in zip(torch.split(hs, size), torch.split(targets, size)):
      logp, entropy, _ = (self).chunk((self).project(h, $head$, w, ), t, float(settings[0]), support, size * len(logps), )
      logps.append(logp)
      entropies.append(entropy)
    return [torch.cat(logps), torch.cat(entropies)]

  # What a teacher gives: the final states (C, E) that score the targets, and its head (V, E). Its logits are made by the student, in chunks.
  def states(self: __torch__.Decoder, ids: Tensor, positions: Tensor, cos: Tensor, sin: Tensor, rows: Tensor, layout: List[Tensor], w: List[Tensor]) -> List[Tensor]:
    x = (self).body(ids, (self).turns(cos, sin, positions, ), layout, w, annotate(List[Tensor], []), 0, annotate(List[Tensor], []), )
    hs, _, _ = (self).final_states(x, rows, w[$final_norm$], )
    return [hs, (self).matrix($head$, w, )]

  # Logits (N, V) after every token.
  def logits(self: __torch__.Decoder, ids: Tensor, positions: Tensor, cos: Tensor, sin: Tensor, layout: List[Tensor], w: List[Tensor]) -> List[Tensor]:
    x = (self).body(ids, (self).turns(cos, sin, positions, ), layout, w, annotate(List[Tensor], []), 0, annotate(List[Tensor], []), )
    return [(self).project(torch.mul(torch.mul(x, (self).rms(x, )), w[$final_norm$]), $head$, w, )]

  # The settings[0] largest logits after every token, the largest first, and their tokens, (N, k) each; settings[1] tokens at a time.
  def top_logits(self: __torch__.Decoder, settings: Tensor, ids: Tensor, positions: Tensor, cos: Tensor, sin: Tensor, layout: List[Tensor], w: List[Tensor]) -> List[Tensor]:
    x = (self).body(ids, (self).turns(cos, sin, positions, ), layout, w, annotate(List[Tensor], []), 0, annotate(List[Tensor], []), )
    values, tokens = annotate(List[Tensor], []), annotate(List[Tensor], [])
    for h in torch.split(torch.mul(torch.mul(x, (self).rms(x, )), w[$final_norm$]), int(settings[1])):
      value, token = torch.topk((self).project(h, $head$, w, ).to(6), int(settings[0]), 1)
      values.append(value)
      tokens.append(token)
    return [torch.cat(values), torch.cat(tokens)]

  # The forward half of a gradient: log-probs, entropies, tokens of each expert of each mixture (layers, experts), divergences from each
  # teacher (K, C), then what backward needs. Probabilities are kept if settings[2] is 1; of the layers only their inputs if settings[6] is 1.
  def forward(self: __torch__.Decoder, settings: Tensor, ids: Tensor, positions: Tensor, cos: Tensor, sin: Tensor, rows: Tensor, targets: Tensor, layout: List[Tensor], support: List[Tensor], w: List[Tensor], teachers: List[Tensor]) -> List[Tensor]:
    saved, loads = annotate(List[Tensor], []), annotate(List[Tensor], [])
    x = (self).body(ids, (self).turns(cos, sin, positions, ), layout, w, saved, 1 + int(settings[6]), loads, )
    hs, xs, r = (self).final_states(x, rows, w[$final_norm$], )
    size = int(settings[1])
    logps, entropies, probs = annotate(List[Tensor], []), annotate(List[Tensor], []), annotate(List[Tensor], [])
    parted, at = annotate(List[Tensor], []), 0
    for h, t in zip(torch.split(hs, size), torch.split(targets, size)):
      z = (self).project(h, $head$, w, )
      values = annotate(List[Tensor], [])
      for k in range(len(teachers) // 3):
        value, _ = (self).divergence(z, (self).taught(teachers, k, at, h.size(0), ), teachers[3 * k], False, )
        values.append(value)
      if len(values) > 0:
        parted.append(torch.stack(values))
      at = at + h.size(0)
      logp, entropy, p = (self).chunk(z, t, float(settings[0]), support, size * len(logps), )
      logps.append(logp)
      entropies.append(entropy)
      if float(settings[2]) == 1.:
        probs.append(p)
    load = torch.zeros([0])
    if len(loads) > 0:
      load = torch.stack(loads)
    divergences = torch.zeros([0])
    if len(parted) > 0:
      divergences = torch.cat(parted, 1)
    out = [torch.cat(logps), torch.cat(entropies), load, divergences, hs, xs, r]
    out.extend(probs)
    out.extend(saved)
    return out

  # The slopes of the auxiliary loss by each expert's affinity, from the tokens (layers, experts) of a pass with n tokens; empty without it.
  def balance(self: __torch__.Decoder, settings: Tensor, load: Tensor, n: int) -> Tensor:
    balance = torch.zeros([0])
    if load.numel() > 0:
      if float(settings[4]) != 0.:
        tokens = n * load.size(0)
        balance = torch.mul(torch.sum(load, [0]).to(6), float(settings[4]) * load.size(1) / (tokens * load.size(0)))
    return balance

  # The backward half: from dL/dlogp and dL/dentropy (C), and dL/ddivergence (K, C), into the buffers g[]. settings[4] and settings[5] weigh the router's losses:
  # experts * sum_e f_e P_e with f_e the share of tokens, P_e the mean affinity over all mixtures (arXiv:2101.03961, equation 4), and
  # the squared logsumexp of a token's logits (arXiv:2202.08906, equation 5), both summed over tokens.
  def backward(self: __torch__.Decoder, settings: Tensor, dlogp: Tensor, dentropy: Tensor, ddivergence: Tensor, ids: Tensor, positions: Tensor, cos: Tensor, sin: Tensor, rows: Tensor, targets: Tensor, layout: List[Tensor], support: List[Tensor], forward: List[Tensor], w: List[Tensor], g: List[Tensor], teachers: List[Tensor]) -> List[Tensor]:
    logp, entropy, load, hs, xs, r = forward[0], forward[1], forward[2], forward[4], forward[5], forward[6]
    size = int(settings[1])
    chunks = (hs.size(0) + size - 1) // size
    probs = annotate(List[Tensor], [])
    if float(settings[2]) == 1.:
      probs = forward[7:7 + chunks]
    saved = forward[7 + len(probs):]
    balance = (self).balance(settings, load, ids.size(0), )
    temperature = float(settings[0])
    dhs = annotate(List[Tensor], [])
    for c in range(chunks):
      n = min(size, hs.size(0) - c * size)
      h = torch.narrow(hs, 0, c * size, n)
      t = torch.narrow(targets, 0, c * size, n)
      d = torch.unsqueeze(torch.narrow(dlogp, 0, c * size, n), 1)
      if len(probs) > 0:
        p = probs[c]
      else:
        _, _, p = (self).chunk((self).project(h, $head$, w, ), t, temperature, support, c * size, )
      if float(settings[3]) == 1.:                                               # an entropy term: dH/dz = -p (log p + H)
        e = torch.unsqueeze(torch.narrow(dentropy, 0, c * size, n), 1)
        he = torch.unsqueeze(torch.narrow(entropy, 0, c * size, n), 1)
        dz = torch.neg(torch.mul(p, torch.add(d, torch.mul(e, torch.add(torch.log(torch.clamp_min(p, 1e-37)), he)))))
      else:
        dz = torch.mul_(p, torch.neg(d))                                         # dlogp/dz = onehot - p
      dz.scatter_add_(1, torch.unsqueeze(t, 1), d)
      if temperature != 1.:
        dz.div_(temperature)
      if len(teachers) > 2:
        z = (self).project(h, $head$, w, )
        for k in range(len(teachers) // 3):
          _, slope = (self).divergence(z, (self).taught(teachers, k, c * size, n, ), teachers[3 * k], True, )
          by = torch.unsqueeze(torch.narrow(torch.select(ddivergence, 0, k), 0, c * size, n), 1)
          torch.narrow(dz, 1, 0, slope.size(1)).addcmul_(slope, by)
      (self).project_weight_gradient(g, $head$, dz, h, w, )
      dhs.append((self).project_input_gradient(dz, $head$, w, ))
    dxs = (self).norm_backward(torch.cat(dhs, 0), torch.mul(xs, r), r, $final_norm$, w, g, $inverse_width$, )
    dx = torch.embedding_dense_backward(dxs, rows, ids.size(0), -1, False)
    (self).body_backward(dx, ids, (self).turns(cos, sin, positions, ), layout, saved, int(settings[6]), w, g, balance, float(settings[5]), )
    return annotate(List[Tensor], [])

  # ------------------------------------------------------------------------------------------- sampling

  # Runs prompts (P) and lays what attention keeps of them out for sampling G rows from each. settings: G, tokens a row may grow by.
  # Returns the first logits (P G, V), which are those after row last[i] of the packed batch; then for each layer the prompts' cache
  # (planes, P, K, S, D), whose columns are at `columns` (P, S) of the batch, and room for the rows' own (planes, P, K, G, room, D). Grouped-query
  # attention has two planes, keys and values; latent attention one plane and one head, the compressed state.
  def prefill(self: __torch__.Decoder, settings: Tensor, ids: Tensor, positions: Tensor, cos: Tensor, sin: Tensor, last: Tensor, columns: Tensor, layout: List[Tensor], w: List[Tensor]) -> List[Tensor]:
    cache = annotate(List[Tensor], [])
    x = (self).body(ids, (self).turns(cos, sin, positions, ), layout, w, cache, 3, annotate(List[Tensor], []), )
    hs, _, _ = (self).final_states(x, last, w[$final_norm$], )
    p, s, g, room = columns.size(0), columns.size(1), int(settings[0]), int(settings[1])
    out = [torch.repeat_interleave((self).project(hs, $head$, w, ), g, 0)]
    planes, heads, widths = $cache_planes$, $cache_heads$, $cache_widths$
    for l in range($layers$):
      out.append(torch.embedding(cache[l], columns).view([p, s, planes[l], heads[l], widths[l]]).permute([2, 0, 3, 1, 4]).contiguous())
    for l in range($layers$):
      out.append(torch.empty([planes[l], p, heads[l], g, room, widths[l]], dtype=6, device=x.device))
    return out

  # Draws tokens (B) from logits (B, V) with uniform numbers u (B). settings: temperature, top-k, top-p. Returns the tokens, their
  # log-probs under the untempered distribution, and under the one drawn from, whose log-probs (B, V) come last.
  def draw(self: __torch__.Decoder, logits: Tensor, u: Tensor, temperature: float, top_k: int, top_p: float) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
    lp = torch.log_softmax(logits, 1)
    if temperature == 0.:
      token = torch.argmax(lp, 1, True)
      return (token.squeeze(1), torch.gather(lp, 1, token).squeeze(1), torch.zeros_like(u), lp)
    ls = lp
    if temperature != 1.:
      ls = torch.log_softmax(torch.div(logits, temperature), 1)
    if top_k > 0:
      if top_k < ls.size(1):
        kth = torch.topk(ls, top_k, 1)[0][:, top_k - 1:top_k]
        ls = torch.log_softmax(torch.masked_fill(ls, torch.lt(ls, kth), -inf), 1)
    if top_p < 1.:
      sorted, order = torch.sort(ls, dim=1, descending=True, stable=True)
      q = torch.exp(sorted)
      before = torch.sub(torch.cumsum(q, 1), q)                                  # the mass before a token: the first is always kept
      drop = torch.zeros_like(ls, dtype=11).scatter(1, order, torch.ge(before, top_p))
      ls = torch.log_softmax(torch.masked_fill(ls, drop, -inf), 1)
    mass = torch.cumsum(torch.exp(ls), 1)
    total = torch.narrow(mass, 1, mass.size(1) - 1, 1).contiguous()
    point = torch.mul(torch.unsqueeze(u, 1), total)
    token = torch.searchsorted(mass, point, right=True)
    # Rounding can put the point at the very end: the last token that has any mass is then the one.
    # Where there is no number at all, any token does: its log-prob tells.
    token = torch.clamp_max(torch.minimum(token, torch.searchsorted(mass, total)), mass.size(1) - 1)
    return (token.squeeze(1), torch.gather(lp, 1, token).squeeze(1), torch.gather(ls, 1, token).squeeze(1), ls)

  # The matrices that a step of sampling multiplies all rows with, each in the library's own form; nothing for the other weights.
  def packs(self: __torch__.Decoder, w: List[Tensor]) -> List[Tensor]:
    out = annotate(List[Tensor], [])
    packable = $packable$
    for i in range($weights$):
      if torch.__contains__(packable, i):
        out.append((self).pack(w[i], ))
      else:
        out.append(torch.zeros([0]))
    return out

  # Up to u.size(1) tokens for each of the B = P G rows, in place on the caches. lengths (P): of the prompts, which begin at column 0;
  # ends: end tokens; prompts and rows: a layer's caches as `prefill` laid them out; settings[3]: tokens drawn so far; packed: as `packs` says.
  # settings[4] is 1: returns also how many tokens each was chosen from (B, n), and these tokens, a column of rows after another.
  #
  # A prompt's cache is read once for the G rows that share it; the two halves of attention meet in one softmax.
  def decode(self: __torch__.Decoder, settings: Tensor, logits: Tensor, u: Tensor, lengths: Tensor, ends: Tensor, cos: Tensor, sin: Tensor, prompts: List[Tensor], rows: List[Tensor], w: List[Tensor], packed: List[Tensor]) -> List[Tensor]:
    temperature, top_k, top_p, grown = float(settings[0]), int(settings[1]), float(settings[2]), int(settings[3])
    b, n, p, s = u.size(0), u.size(1), lengths.size(0), prompts[0].size(3)
    done = torch.zeros([b], dtype=11, device=u.device)
    begin = torch.repeat_interleave(lengths, b // p)                             # (B) position of a row's first token
    columns = torch.unsqueeze(torch.arange(s, device=u.device), 0)
    behind = torch.ge(columns, torch.unsqueeze(lengths, 1))                      # (P, S) columns that are not the prompt's
    masked = 1 if bool(torch.any(torch.ne(lengths, s))) else 0
    masks = annotate(List[Tensor], [])                                           # of each kind of attention: (P K, 1, S)
    heads, windows = $mask_heads$, $windows$
    for k in range(len(heads)):
      masks.append(torch.repeat_interleave(torch.where(behind, -inf, 0.).to(6).view([p, 1, s]), heads[k], 0))
    epsilon = torch.full([1, 1], $epsilon$, dtype=6, device=u.device)
    tokens, logps, sampled = annotate(List[Tensor], []), annotate(List[Tensor], []), annotate(List[Tensor], [])
    counts, kept = annotate(List[Tensor], []), annotate(List[Tensor], [])
    go = True
    i = 0
    while go:
      token, lp, ls, all = (self).draw(logits, torch.select(u, 1, i).contiguous(), temperature, top_k, top_p, )
      if float(settings[4]) == 1.:
        keeps = torch.ne(all, -inf)
        counts.append(torch.sum(keeps, [1]))
        kept.append(torch.select(torch.nonzero(keeps), 1, 1))
      tokens.append(token)
      logps.append(lp)
      sampled.append(ls)
      done = torch.logical_or(done, torch.any(torch.eq(torch.unsqueeze(token, 1), ends), 1))
      position = torch.add(begin, grown)
      turn = (self).turns(cos, sin, position, )
      for k in range(len(heads)):
        if windows[k] > 0:                                                       # what of the prompt the window has left behind
          left = torch.le(columns, torch.unsqueeze(torch.add(lengths, grown - windows[k]), 1))
          hidden = torch.logical_or(behind, left)
          masks[k] = torch.repeat_interleave(torch.where(hidden, -inf, 0.).to(6).view([p, 1, s]), heads[k], 0)
      x = torch.embedding(w[0], token)
      for l in range($layers$):
        (self).attention_step(l, x, turn, masks, masked, prompts[l], rows[l], grown, epsilon, w, packed, )
        (self).feed_forward_step(l, x, epsilon, w, packed, )
      logits = (self).step_project((self).normed(x, w[$final_norm$], epsilon, ), $head$, w, packed, )
      grown = grown + 1
      i = i + 1
      go = i < n
      if go:
        go = not bool(torch.all(done))
    out = [torch.stack(tokens, 1), torch.stack(logps, 1), torch.stack(sampled, 1), logits]
    if len(counts) > 0:
      out.extend([torch.stack(counts, 1), torch.cat(kept)])
    return out

  # RMSNorm of x (B, E) with weight (E), in few operators.
  def normed(self: __torch__.Decoder, x: Tensor, w: Tensor, epsilon: Tensor) -> Tensor:
    n = torch.linalg_vector_norm(x, 2, [1], True)
    return torch.mul(x, torch.rsqrt(torch.addcmul(epsilon, n, n, value=$inverse_width$))).mul_(w)

  # The logits (B, V) of some rows (B').
  def keep_logits(self: __torch__.Decoder, index: Tensor, logits: Tensor) -> List[Tensor]:
    return [torch.index_select(logits, 0, index)]

  # Other rows in a layer's cache: prompts (P') of (planes, P, K, S, D).
  def keep_prompts(self: __torch__.Decoder, index: Tensor, kv: Tensor) -> List[Tensor]:
    return [torch.index_select(kv, 1, index)]

  # Rows (P' G') of (planes, P, K, G, room, D). settings: tokens drawn so far, G'.
  def keep_rows(self: __torch__.Decoder, settings: Tensor, index: Tensor, kv: Tensor) -> List[Tensor]:
    grown, g, was, k = int(settings[0]), int(settings[1]), kv.size(3), kv.size(2)
    rows = index.view([index.size(0) // g, 1, g])
    heads = torch.arange(k, device=kv.device).view([1, k, 1])
    prompt = torch.div(rows, was, rounding_mode="floor")
    at = torch.add(torch.mul(torch.add(torch.mul(prompt, k), heads), was), torch.remainder(rows, was))
    kept = torch.index_select(torch.narrow(kv, 4, 0, grown).flatten(1, 3), 1, at.flatten(0, 2))
    out = torch.empty([kv.size(0), rows.size(0), k, g, kv.size(4), kv.size(5)], dtype=6, device=kv.device)
    torch.narrow(out, 4, 0, grown).copy_(kept.view([kv.size(0), rows.size(0), k, g, grown, kv.size(5)]))
    return [out]

  # ------------------------------------------------------------------------------------------- the optimizer

  # One step of AdamW (Loshchilov & Hutter, arXiv:1711.05101) on the weights that decay and on those that do not.
  # settings: learning rate, beta1, beta2, epsilon, weight decay, gradient scale's inverse, step.
  def adamw(self: __torch__.Decoder, settings: Tensor, w: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor]) -> List[Tensor]:
    steps = annotate(List[Tensor], [])
    for t in w:
      steps.append(torch.select(settings, 0, 6).to(6))
    torch._fused_adamw_(w, g, m, v, annotate(List[Tensor], []), steps, lr=float(settings[0]), beta1=float(settings[1]), beta2=float(settings[2]), weight_decay=float(settings[4]), eps=float(settings[3]), amsgrad=False, maximize=False, grad_scale=torch.select(settings, 0, 5).to(6), found_inf=None)
    return annotate(List[Tensor], [])

  # Sums over all tensors, in float64: gradient times AdamW's last update, squared gradient, squared update.
  def alignment(self: __torch__.Decoder, settings: Tensor, g: List[Tensor], m: List[Tensor], v: List[Tensor]) -> Tensor:
    first = 1.0 - float(settings[0]) ** float(settings[3])
    second = 1.0 - float(settings[1]) ** float(settings[3])
    sums = torch.zeros([3], dtype=7, device=g[0].device)
    for t, a, b in zip(g, m, v):
      u = torch.div(torch.div(a, first), torch.add(torch.sqrt(torch.div(b, second)), float(settings[2])))
      sums = torch.add(sums, torch.stack([torch.sum(torch.mul(t.to(7), u.to(7))), torch.sum(torch.square(t.to(7))), torch.sum(torch.square(u.to(7)))]))
    return sums

  # Squared L2 norm of every gradient (one each): of rows in float32, their sum in float64, so that no tensor is there twice.
  def squared_norms(self: __torch__.Decoder, g: List[Tensor]) -> Tensor:
    out = annotate(List[Tensor], [])
    for t in g:
      rows = torch.linalg_vector_norm(t, 2, [-1])
      out.append(torch.sum(torch.square(rows.to(7))))
    return torch.stack(out)

  def zero(self: __torch__.Decoder, g: List[Tensor]) -> List[Tensor]:
    for t in g:
      t.zero_()
    return annotate(List[Tensor], [])

  def zeros_like(self: __torch__.Decoder, g: List[Tensor]) -> List[Tensor]:
    out = annotate(List[Tensor], [])
    for t in g:
      out.append(torch.zeros_like(t))
    return out

  def add_all(self: __torch__.Decoder, g: List[Tensor], more: List[Tensor]) -> List[Tensor]:
    for t, u in zip(g, more):
      t.add_(u)
    return annotate(List[Tensor], [])

  # A piece of a tensor's values, from its value at[0] on.
  def put(self: __torch__.Decoder, target: Tensor, piece: Tensor, at: Tensor) -> List[Tensor]:
    torch.narrow(target.view([-1]), 0, int(at), piece.size(0)).copy_(piece)
    return annotate(List[Tensor], [])

  def clone(self: __torch__.Decoder, w: List[Tensor]) -> List[Tensor]:
    out = annotate(List[Tensor], [])
    for t in w:
      out.append(t.clone())
    return out
