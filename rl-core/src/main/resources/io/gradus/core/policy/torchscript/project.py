  # ------------------------------------------------------------------------------------------------- linear layers
  # A linear layer by the index of its matrix in w[]: every one of the network goes through here, and so do its two gradients.
  #
  # Low-rank adaptation (Hu et al., arXiv:2106.09685): y = W x + s B (A x), W frozen. After the $weights$ weights, w[] then holds $slots$
  # tensors for each of them (g[] the like): the scales (out, 1) of a W that is kept in eight bits; A (R, in); a B (out_p, r) for each of
  # the matrices that lie below one another in W, (out_p, 0) for one that is not adapted. What is not there has no elements. The A's of
  # a fused W lie below one another too, so that x is read once. At the very end, in training with dropout, comes a key (N) for each token.

  def base(self: __torch__.Decoder, i: int, w: List[Tensor]) -> Tensor:          # W (out, in) in fp32
    if len(w) > $weights$:
      scales = w[$weights$ + $slots$ * i]
      if scales.numel() > 0:
        return torch.mul(w[i].to(6), scales)
    return w[i]

  def adapted(self: __torch__.Decoder, i: int, w: List[Tensor]) -> bool:
    if len(w) > $weights$:
      return w[$weights$ + $slots$ * i + 1].numel() > 0
    return False

  # What A reads: x, or x with some of its values dropped and the rest scaled up. Which ones is a function of the token's key, of i and
  # of the column: SplitMix64's finaliser over their sum, so that backward finds the same ones again.
  def dropped(self: __torch__.Decoder, x: Tensor, i: int, w: List[Tensor]) -> Tensor:
    if len(w) > $operands$:
      return torch.mul(x, (self).kept(w[$operands$], i, x.size(1), ))
    return x

  def kept(self: __torch__.Decoder, keys: Tensor, i: int, columns: int) -> Tensor:   # (N) -> (N, columns): 0 or 1 / (1 - p)
    c = torch.mul(torch.arange(1, columns + 1, device=keys.device), 6364136223846793005)
    h = torch.add(torch.unsqueeze(keys, 1), torch.add(c, 2862933555777941757 * (i + 1)))
    h.bitwise_xor_(torch.__rshift__(h, 30)).mul_(-4658895280553007687)
    h.bitwise_xor_(torch.__rshift__(h, 27)).mul_(-7723592293110705685)
    u = torch.bitwise_and(torch.__rshift__(h, 40), 16777215)
    return torch.mul(torch.ge(u, $dropped_of_16777216$).to(6), $dropout_scale$)

  # s B^T dy, (N, out) -> (N, R): the gradient at A x.
  def into_rank(self: __torch__.Decoder, dy: Tensor, i: int, w: List[Tensor]) -> Tensor:
    parts = annotate(List[Tensor], [])
    row = 0
    for p in range($slots$ - 2):
      b = w[$weights$ + $slots$ * i + 2 + p]
      if b.numel() > 0:
        parts.append(torch.matmul(torch.narrow(dy, 1, row, b.size(0)), b))
      row = row + b.size(0)
    return torch.mul(torch.cat(parts, 1), $adapter_scale$)

  def project(self: __torch__.Decoder, x: Tensor, i: int, w: List[Tensor]) -> Tensor:
    return (self).adapt((self).linear(x, (self).base(i, w, ), ), x, i, w, )

  # The same into y (N, out), whatever that held.
  def project_into(self: __torch__.Decoder, y: Tensor, x: Tensor, i: int, w: List[Tensor]) -> None:
    (self).linear_into(y, x, (self).base(i, w, ), )
    _ = (self).adapt(y, x, i, w, )

  # The same while sampling. packed[i]: the matrix in the library's own form, or nothing.
  def step_project(self: __torch__.Decoder, x: Tensor, i: int, w: List[Tensor], packed: List[Tensor]) -> Tensor:
    if packed[i].numel() > 0:
      return (self).adapt((self).packed_linear(x, packed[i], ), x, i, w, )
    return (self).project(x, i, w, )

  # Adds to y = W x, in place, what an adapter gives.
  def adapt(self: __torch__.Decoder, y: Tensor, x: Tensor, i: int, w: List[Tensor]) -> Tensor:
    if (self).adapted(i, w, ):
      z = torch.mul((self).linear((self).dropped(x, i, w, ), w[$weights$ + $slots$ * i + 1], ), $adapter_scale$)
      row, rank = 0, 0
      for p in range($slots$ - 2):
        b = w[$weights$ + $slots$ * i + 2 + p]
        if b.numel() > 0:
          torch.narrow(y, 1, row, b.size(0)).addmm_(torch.narrow(z, 1, rank, b.size(1)), torch.t(b))
        row, rank = row + b.size(0), rank + b.size(1)
    return y

  def project_input_gradient(self: __torch__.Decoder, dy: Tensor, i: int, w: List[Tensor]) -> Tensor:
    dx = (self).linear_input_gradient(dy, (self).base(i, w, ), )
    (self).adapt_input_gradient(dx, dy, i, w, )
    return dx

  def project_input_gradient_into(self: __torch__.Decoder, dx: Tensor, dy: Tensor, i: int, w: List[Tensor]) -> None:
    (self).linear_input_gradient_into(dx, dy, (self).base(i, w, ), )
    (self).adapt_input_gradient(dx, dy, i, w, )

  def adapt_input_gradient(self: __torch__.Decoder, dx: Tensor, dy: Tensor, i: int, w: List[Tensor]) -> None:
    if (self).adapted(i, w, ):
      d = (self).linear_input_gradient((self).into_rank(dy, i, w, ), w[$weights$ + $slots$ * i + 1], )
      dx.add_((self).dropped(d, i, w, ))

  # Adds to what is trained of this layer: g[i], or the gradients of its adapter. x is what the layer read.
  def project_weight_gradient(self: __torch__.Decoder, g: List[Tensor], i: int, dy: Tensor, x: Tensor, w: List[Tensor]) -> None:
    if g[i].numel() > 0:
      (self).linear_weight_gradient(g[i], dy, x, )
    if (self).adapted(i, w, ):
      xd = (self).dropped(x, i, w, )
      z = torch.mul((self).linear(xd, w[$weights$ + $slots$ * i + 1], ), $adapter_scale$)
      (self).linear_weight_gradient(g[$weights$ + $slots$ * i + 1], (self).into_rank(dy, i, w, ), xd, )
      row, rank = 0, 0
      for p in range($slots$ - 2):
        b = w[$weights$ + $slots$ * i + 2 + p]
        if b.numel() > 0:
          (self).linear_weight_gradient(g[$weights$ + $slots$ * i + 2 + p], torch.narrow(dy, 1, row, b.size(0)), torch.narrow(z, 1, rank, b.size(1)), )
        row, rank = row + b.size(0), rank + b.size(1)

  # Adds what a linear layer gives to y, in place, while sampling.
  def add_project(self: __torch__.Decoder, y: Tensor, x: Tensor, i: int, w: List[Tensor], packed: List[Tensor]) -> None:
    if (self).adapted(i, w, ) or packed[i].numel() > 0:
      y.add_((self).step_project(x, i, w, packed, ))
    else:
      (self).add_linear(y, x, (self).base(i, w, ), )

  # The matrix of a linear layer as a merged model has it, W + s B A: for mathematics that does not multiply a state with it.
  def matrix(self: __torch__.Decoder, i: int, w: List[Tensor]) -> Tensor:
    m = (self).base(i, w, )
    if (self).adapted(i, w, ):
      m = m.clone()
      a = w[$weights$ + $slots$ * i + 1]
      row, rank = 0, 0
      for p in range($slots$ - 2):
        b = w[$weights$ + $slots$ * i + 2 + p]
        if b.numel() > 0:
          torch.narrow(m, 0, row, b.size(0)).addmm_(b, torch.narrow(a, 0, rank, b.size(1)), alpha=$adapter_scale$)
        row, rank = row + b.size(0), rank + b.size(1)
    return m

  def merged(self: __torch__.Decoder, index: Tensor, w: List[Tensor]) -> Tensor:
    return (self).matrix(int(index), w, )

  # A matrix in eight bits: symmetric, one scale a row. Returns numbers of -127 to 127, halves to even, and scales (out, 1).
  def quantise(self: __torch__.Decoder, w: Tensor) -> List[Tensor]:
    scales = torch.div(torch.amax(torch.abs(w), [1], True), 127)
    q = torch.round(torch.div(w, torch.where(torch.eq(scales, 0), torch.ones_like(scales), scales)))
    return [torch.clamp(q, -127, 127).to(1), scales]                             # 1 is int8

