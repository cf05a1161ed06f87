"""A small U-Net and what a denoising diffusion (DDPM, Ho et al. 2020) needs around it.

Takes pictures in [-1, 1] as (batch, 3, side, side), side a multiple of four; gives the loss of guessing their noise.
"""

from __future__ import annotations

import math

import torch
from torch import nn
from torch.nn import functional

LEVELS_OF_NOISE = 200


class Block(nn.Module):
    """Two convolutions beside a shortcut, told how noisy the picture is."""

    def __init__(self, given: int, wanted: int, told: int) -> None:
        super().__init__()
        self.first = nn.Sequential(nn.GroupNorm(8, given), nn.SiLU(), nn.Conv2d(given, wanted, 3, padding=1))
        self.noise = nn.Linear(told, wanted)
        self.second = nn.Sequential(nn.GroupNorm(8, wanted), nn.SiLU(), nn.Conv2d(wanted, wanted, 3, padding=1))
        self.shortcut = nn.Conv2d(given, wanted, 1) if given != wanted else nn.Identity()

    def forward(self, picture: torch.Tensor, noise: torch.Tensor) -> torch.Tensor:
        inner = self.first(picture) + self.noise(noise)[:, :, None, None]
        return self.shortcut(picture) + self.second(inner)


class UNet(nn.Module):
    """Down twice, up twice, with the way down handed over to the way up; guesses the noise in a picture."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        told = 4 * channels
        self.channels = channels
        self.noise = nn.Sequential(nn.Linear(channels, told), nn.SiLU(), nn.Linear(told, told))
        self.enter = nn.Conv2d(3, channels, 3, padding=1)
        self.down = nn.ModuleList(
            [Block(channels, channels, told), Block(channels, 2 * channels, told), Block(2 * channels, told, told)]
        )
        self.up = nn.ModuleList([Block(6 * channels, 2 * channels, told), Block(3 * channels, channels, told)])
        self.leave = nn.Sequential(nn.GroupNorm(8, channels), nn.SiLU(), nn.Conv2d(channels, 3, 3, padding=1))

    def forward(self, picture: torch.Tensor, level: torch.Tensor) -> torch.Tensor:
        noise = self.noise(waves(level, self.channels))
        whole = self.down[0](self.enter(picture), noise)
        half = self.down[1](functional.avg_pool2d(whole, 2), noise)
        quarter = self.down[2](functional.avg_pool2d(half, 2), noise)
        half = self.up[0](torch.cat([functional.interpolate(quarter, scale_factor=2), half], 1), noise)
        whole = self.up[1](torch.cat([functional.interpolate(half, scale_factor=2), whole], 1), noise)
        return self.leave(whole)


def waves(level: torch.Tensor, width: int) -> torch.Tensor:
    """A level of noise as sines and cosines of falling frequency."""
    fall = torch.exp(torch.arange(width // 2, device=level.device) * (-math.log(10_000) / (width // 2)))
    angle = level[:, None].float() * fall
    return torch.cat([angle.sin(), angle.cos()], 1)


def loss(model: nn.Module, pictures: torch.Tensor) -> torch.Tensor:
    """How far the model's guess is from the noise that was mixed in; pictures may be mirrored first."""
    mirrored = torch.rand(len(pictures), 1, 1, 1, device=pictures.device) < 0.5
    pictures = torch.where(mirrored, pictures.flip(3), pictures)
    level = torch.randint(LEVELS_OF_NOISE, (len(pictures),), device=pictures.device)
    kept = torch.cos((level + 1) / LEVELS_OF_NOISE * math.pi / 2)[:, None, None, None] ** 2
    noise = torch.randn_like(pictures)
    return functional.mse_loss(model(kept.sqrt() * pictures + (1 - kept).sqrt() * noise, level), noise)
