# AdamW with both moments in eight bits (Dettmers et al., arXiv:2110.02861): a block of 256 values is its largest magnitude, in fp32,
# and for each value the nearest of the 256 numbers of a fixed map, which is dense near zero. The step itself is in fp32.
#
# n values of a tensor are B = ceil(n / 256) blocks; the last is filled up with zeros. codes (B, 256) are bytes, scales (B, 1).
# A map is 256 numbers in ascending order; its 255 midpoints divide what is nearest to which.
class AdamW8(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  def encode(self: __torch__.AdamW8, x: Tensor, midpoints: Tensor) -> List[Tensor]:   # (n) -> (B, 256), (B, 1)
    n = x.size(0)
    blocks = (n + 255) // 256
    if n < blocks * 256:
      x = torch.constant_pad_nd(x, [0, blocks * 256 - n], 0)
    x = x.view([blocks, 256])
    scale = torch.amax(torch.abs(x), [1], True)
    unit = torch.div(x, torch.where(torch.eq(scale, 0), torch.ones_like(scale), scale))   # a block of zeros stays zero
    return [torch.bucketize(unit, midpoints, out_int32=True, right=False).to(0), scale]   # 0 is uint8

  def decode(self: __torch__.AdamW8, codes: Tensor, scales: Tensor, map: Tensor) -> Tensor:   # (B, 256), (B, 1) -> (256 B)
    values = torch.index_select(map, 0, codes.view([-1]).to(3)).view_as(codes)       # 3 is int32
    return torch.mul(values, scales).view([-1])

  # One step in place. settings: learning rate, beta1, beta2, epsilon, weight decay, gradient divisor, 1 - beta1^t, sqrt(1 - beta2^t),
  # the bound of an update in learning rates. maps (4): of the first moment, its midpoints, of the second, its midpoints.
  def step(self: __torch__.AdamW8, settings: Tensor, maps: List[Tensor], w: List[Tensor], g: List[Tensor], codes1: List[Tensor], scales1: List[Tensor], codes2: List[Tensor], scales2: List[Tensor]) -> List[Tensor]:
    lr, b1, b2, eps = float(settings[0]), float(settings[1]), float(settings[2]), float(settings[3])
    decay, divisor, c1, c2, bound = float(settings[4]), float(settings[5]), float(settings[6]), float(settings[7]), float(settings[8])
    size = 1024                                                                  # blocks in a piece: what fits a core's cache
    for i in range(len(w)):
      ws, gs = w[i].view([-1]), g[i].view([-1])
      blocks = codes1[i].size(0)
      for k in range((blocks + size - 1) // size):
        rows = min(size, blocks - k * size)
        n = min(rows * 256, ws.size(0) - k * size * 256)
        k1, s1 = torch.narrow(codes1[i], 0, k * size, rows), torch.narrow(scales1[i], 0, k * size, rows)
        k2, s2 = torch.narrow(codes2[i], 0, k * size, rows), torch.narrow(scales2[i], 0, k * size, rows)
        x = torch.narrow(ws, 0, k * size * 256, n)
        d = torch.div(torch.narrow(gs, 0, k * size * 256, n), divisor)
        m = torch.mul_(torch.narrow((self).decode(k1, s1, maps[0], ), 0, 0, n), b1).add_(d, alpha=1. - b1)
        v = torch.mul_(torch.narrow((self).decode(k2, s2, maps[2], ), 0, 0, n), b2).addcmul_(d, d, value=1. - b2)
        # A second moment far below its block's largest is stored as zero: unbounded, the next update would be m / epsilon.
        u = torch.div(torch.div(m, c1), torch.add(torch.div(torch.sqrt(v), c2), eps)).clamp_(-bound, bound)
        x.mul_(1. - lr * decay).sub_(u, alpha=lr)
        e1 = (self).encode(m, maps[1], )
        e2 = (self).encode(v, maps[3], )
        k1.copy_(e1[0])
        s1.copy_(e1[1])
        k2.copy_(e2[0])
        s2.copy_(e2[1])
    return annotate(List[Tensor], [])

  def copy(self: __torch__.AdamW8, target: Tensor, source: Tensor) -> List[Tensor]:
    target.copy_(source)
    return annotate(List[Tensor], [])
