  def linear(self: __torch__.Decoder, x: Tensor, w: Tensor) -> Tensor:
    return torch.matmul(x.to(15), torch.t(w.to(15))).to(6)                       # 15 is bfloat16, 6 is float32

  def linear_input_gradient(self: __torch__.Decoder, dy: Tensor, w: Tensor) -> Tensor:
    return torch.matmul(dy.to(15), w.to(15)).to(6)

  def linear_weight_gradient(self: __torch__.Decoder, dw: Tensor, dy: Tensor, x: Tensor) -> None:
    dw.add_(torch.matmul(torch.t(dy.to(15)), x.to(15)))

  def add_linear(self: __torch__.Decoder, y: Tensor, x: Tensor, w: Tensor) -> None:
    y.add_(torch.matmul(x.to(15), torch.t(w.to(15))))                            # (N, out) += (N, in) (out, in)

  # Into y, or dx, whatever it held.
  def linear_into(self: __torch__.Decoder, y: Tensor, x: Tensor, w: Tensor) -> None:
    y.copy_((self).linear(x, w, ))

  def linear_input_gradient_into(self: __torch__.Decoder, dx: Tensor, dy: Tensor, w: Tensor) -> None:
    dx.copy_((self).linear_input_gradient(dy, w, ))
