  # ------------------------------------------------------------------------------------------- the body and its gradient

  # Layer l: x (N, E) to (N, E). `saved` gets what its backward needs, `cache` what sampling needs, `loads` the experts' loads.
  def layer(self: __torch__.Decoder, l: int, x: Tensor, turn: List[Tensor], layout: List[Tensor], w: List[Tensor], saved: List[Tensor], keep: bool, cache: List[Tensor], loads: List[Tensor]) -> Tensor:
    x1 = (self).attention(l, x, turn, layout, w, saved, keep, cache, )
    return (self).feed_forward(l, x1, w, saved, keep, loads, )

  def layer_backward(self: __torch__.Decoder, l: int, dx: Tensor, turn: List[Tensor], layout: List[Tensor], saved: List[Tensor], w: List[Tensor], g: List[Tensor], balance: Tensor, z_loss: float) -> Tensor:
    dx1 = (self).feed_forward_backward(l, dx, saved, w, g, balance, z_loss, )
    return (self).attention_backward(l, dx1, turn, layout, saved, w, g, )

  # Tokens (N) with the turns of their positions to hidden states (N, E) before the final norm. `keep` says what `saved`
  # gets: 0 nothing, 1 all that backward needs, 2 the input of each layer (activation checkpointing, arXiv:1604.06174: backward runs the
  # layer again), 3 what sampling needs.
  def body(self: __torch__.Decoder, ids: Tensor, turn: List[Tensor], layout: List[Tensor], w: List[Tensor], saved: List[Tensor], keep: int, loads: List[Tensor]) -> Tensor:
    x = torch.embedding(w[0], ids)
    for l in range($layers$):
      if keep == 2:
        saved.append(x)
      cache, kept = annotate(List[Tensor], []), annotate(List[Tensor], [])
      x = (self).layer(l, x, turn, layout, w, kept, keep == 1, cache, loads, )
      if keep == 1:
        saved.extend(kept)
      if keep == 3:
        saved.extend(cache)
    return x

  # Gradient of the body: from that of its result (N, E), into the buffers g[] (same order as w[]).
  def body_backward(self: __torch__.Decoder, dx: Tensor, ids: Tensor, turn: List[Tensor], layout: List[Tensor], saved: List[Tensor], again: int, w: List[Tensor], g: List[Tensor], balance: Tensor, z_loss: float) -> None:
    for i in range($layers$):
      l = $layers$ - 1 - i
      if again == 1:
        x = saved.pop()
        _ = (self).layer(l, x, turn, layout, w, saved, True, annotate(List[Tensor], []), annotate(List[Tensor], []), )
      dx = (self).layer_backward(l, dx, turn, layout, saved, w, g, balance, z_loss, )
    if g[0].numel() > 0:
      g[0].index_add_(0, ids, dx)

