"""AdamW and Muon as in `main/ml/training/optimizer.ts`."""

import torch
from torch import Tensor


def orthogonalised(matrices: Tensor) -> Tensor:
    """Singular values set to about 1 by Newton-Schulz iterations (Jordan et al., "Muon", 2024).

    :param matrices: [..., rows, columns]
    """
    is_tall = matrices.shape[-2] > matrices.shape[-1]
    x = matrices.mT if is_tall else matrices
    x = x / (x.norm(dim=(-2, -1), keepdim=True) + 1e-12)
    for _ in range(5):
        gram = x @ x.mT
        x = 3.4445 * x + (-4.775 * gram + 2.0315 * gram @ gram) @ x
    return x.mT if is_tall else x


class Optimizer:
    """Muon for the matrices between hidden layers, AdamW for the others; both with decoupled decay of what is no vector.

    :param matrices: shape [blocks, rows, columns] of each parameter that takes Muon's steps, by its place
    """

    def __init__(self, parameters: list[Tensor], matrices: dict[int, tuple[int, int, int]], weight_decay: float):
        self.parameters = parameters
        self.matrices = matrices
        self.weight_decay = weight_decay
        self.means = [torch.zeros_like(parameter) for parameter in parameters]
        self.squares = [torch.zeros_like(parameter) for parameter in parameters]
        self.steps = 0

    @torch.no_grad()
    def step(self, rate: float, clip: float = 8.0) -> float:
        """:returns: the norm of the gradient before clipping"""
        gradients = [parameter.grad for parameter in self.parameters]
        norm = torch.nn.utils.clip_grad_norm_(self.parameters, clip)
        self.steps += 1
        torch._foreach_lerp_(self.means, gradients, 0.1)
        torch._foreach_mul_(self.squares, 0.999)
        torch._foreach_addcmul_(self.squares, gradients, gradients, 0.001)
        correction = (1 - 0.999**self.steps) ** 0.5
        roots = torch._foreach_sqrt(self.squares)
        torch._foreach_add_(roots, 1e-7 * correction)
        adam = list(torch._foreach_div(self.means, roots))
        torch._foreach_mul_(adam, correction / (1 - 0.9**self.steps))
        for place, shape in self.matrices.items():
            ahead = (0.9 * self.means[place] + 0.1 * gradients[place]).reshape(shape)
            size = 0.2 * max(shape[1:]) ** 0.5
            adam[place] = (size * orthogonalised(ahead)).reshape(self.parameters[place].shape)
        decaying = [parameter for parameter in self.parameters if parameter.dim() > 1]
        torch._foreach_mul_(decaying, 1 - rate * self.weight_decay)
        torch._foreach_add_(self.parameters, adam, alpha=-rate)
        return float(norm)
