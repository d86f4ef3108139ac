  def linear(self: __torch__.Decoder, x: Tensor, w: Tensor) -> Tensor:
    return ops.mkldnn._linear_pointwise(x, w, None, "none", annotate(List[Optional[number]], []), "")

  def linear_input_gradient(self: __torch__.Decoder, dy: Tensor, w: Tensor) -> Tensor:
    return ops.mkldnn._linear_pointwise(dy, torch.t(w), None, "none", annotate(List[Optional[number]], []), "")

  def linear_weight_gradient(self: __torch__.Decoder, dw: Tensor, dy: Tensor, x: Tensor) -> None:
    torch.addmm_(dw, torch.t(dy), x)                                             # MKL is the faster one for this form

  def add_linear(self: __torch__.Decoder, y: Tensor, x: Tensor, w: Tensor) -> None:
    y.add_(ops.mkldnn._linear_pointwise(x, w, None, "none", annotate(List[Optional[number]], []), ""))

  # Into y, or dx, whatever it held.
  def linear_into(self: __torch__.Decoder, y: Tensor, x: Tensor, w: Tensor) -> None:
    y.copy_((self).linear(x, w, ))

  def linear_input_gradient_into(self: __torch__.Decoder, dx: Tensor, dy: Tensor, w: Tensor) -> None:
    dx.copy_((self).linear_input_gradient(dy, w, ))
