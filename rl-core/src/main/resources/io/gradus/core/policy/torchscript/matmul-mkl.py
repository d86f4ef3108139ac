  def linear(self: __torch__.Decoder, x: Tensor, w: Tensor) -> Tensor:
    return torch.matmul(x, torch.t(w))                                           # (N, in) (out, in) -> (N, out)

  def linear_input_gradient(self: __torch__.Decoder, dy: Tensor, w: Tensor) -> Tensor:
    return torch.matmul(dy, w)                                                   # (N, out) (out, in) -> (N, in)

  def linear_weight_gradient(self: __torch__.Decoder, dw: Tensor, dy: Tensor, x: Tensor) -> None:
    torch.addmm_(dw, torch.t(dy), x)                                             # (out, in) += (N, out)^T (N, in)

  def add_linear(self: __torch__.Decoder, y: Tensor, x: Tensor, w: Tensor) -> None:
    torch.addmm_(y, x, torch.t(w))                                               # (N, out) += (N, in) (out, in)

  # Into y, or dx, whatever it held.
  def linear_into(self: __torch__.Decoder, y: Tensor, x: Tensor, w: Tensor) -> None:
    _ = torch.mm(x, torch.t(w), out=y)

  def linear_input_gradient_into(self: __torch__.Decoder, dx: Tensor, dy: Tensor, w: Tensor) -> None:
    _ = torch.mm(dy, w, out=dx)
