  # The matrix in bfloat16, so that it is not rounded anew for each token.
  def pack(self: __torch__.Decoder, w: Tensor) -> Tensor:
    return w.to(15)                                                              # 15 is bfloat16, 6 is float32

  def packed_linear(self: __torch__.Decoder, x: Tensor, packed: Tensor) -> Tensor:
    return torch.matmul(x.to(15), torch.t(packed)).to(6)
