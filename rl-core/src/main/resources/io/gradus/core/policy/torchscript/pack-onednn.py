  # A matrix as oneDNN multiplies it with any few rows.
  def pack(self: __torch__.Decoder, w: Tensor) -> Tensor:
    return ops.mkldnn._reorder_linear_weight(w, None)

  def packed_linear(self: __torch__.Decoder, x: Tensor, packed: Tensor) -> Tensor:
    return ops.mkldnn._linear_pointwise(x, packed, None, "none", annotate(List[Optional[number]], []), "")
