  # ------------------------------------------------------------------------------------------- a scalar head

  # Scores (S) of sequences: the head (1, E) reads the states at the scored tokens, rows (S) of the batch. If settings[2] is
  # 1, a backward pass follows: the result has the states, their norms and the tokens of each expert, then what the body's backward needs.
  def sequence_scores(self: __torch__.Decoder, settings: Tensor, ids: Tensor, positions: Tensor, cos: Tensor, sin: Tensor, rows: Tensor, layout: List[Tensor], w: List[Tensor]) -> List[Tensor]:
    saved, loads = annotate(List[Tensor], []), annotate(List[Tensor], [])
    keep = 0
    if float(settings[2]) == 1.:
      keep = 1 + int(settings[6])
    x = (self).body(ids, (self).turns(cos, sin, positions, ), layout, w, saved, keep, loads, )
    hs, xs, r = (self).final_states(x, rows, w[$final_norm$], )
    load = torch.zeros([0])
    if len(loads) > 0:
      load = torch.stack(loads)
    out = [(self).project(hs, $head$, w, ).select(1, 0).contiguous(), hs, load, xs, r]
    out.extend(saved)
    return out

  # The backward half: from dL/dscore (S) into the buffers g[]. settings[4] and settings[5] weigh the router's losses, as in `backward`.
  def sequence_backward(self: __torch__.Decoder, settings: Tensor, dscore: Tensor, ids: Tensor, positions: Tensor, cos: Tensor, sin: Tensor, rows: Tensor, layout: List[Tensor], forward: List[Tensor], w: List[Tensor], g: List[Tensor]) -> List[Tensor]:
    hs, load, xs, r = forward[1], forward[2], forward[3], forward[4]
    dz = torch.unsqueeze(dscore, 1)
    (self).project_weight_gradient(g, $head$, dz, hs, w, )
    dhs = (self).project_input_gradient(dz, $head$, w, )
    dxs = (self).norm_backward(dhs, torch.mul(xs, r), r, $final_norm$, w, g, $inverse_width$, )
    dx = torch.embedding_dense_backward(dxs, rows, ids.size(0), -1, False)
    (self).body_backward(dx, ids, (self).turns(cos, sin, positions, ), layout, forward[5:], int(settings[6]), w, g, (self).balance(settings, load, ids.size(0), ), float(settings[5]), )
    return annotate(List[Tensor], [])

