"""Frames of a result stream, as a submission may forge them: made, and changed by chance."""

from __future__ import annotations

import json
import random
import struct

PIECES = [
    b'"', b"[", b"{", b"}", b",", b"-", b"1e9", b"null", b"\xff", b"\0", b"true", b"1.0", b"1e999", b"9" * 25, b"NaN",
    b"[[[[[[", b"\\ud800", b"\\u0000", b"\xed\xa0\x80", b'"t":"end",', b'"i":0,', b'"numbers":[],', b'"nan",',
    b"[" * 3000,
]  # fmt: skip


def frame(message: object) -> bytes:
    body = message if isinstance(message, bytes) else json.dumps(message).encode()
    return struct.pack("<I", len(body)) + body


def mutate(chance: random.Random, data: bytes) -> bytes:
    """Something that looks much like a stream."""
    mutant = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(mutant))
        match chance.randrange(6):
            case 0:
                mutant[place] = chance.randrange(256)
            case 1:
                del mutant[place : place + chance.randint(1, 8)]
            case 2:
                mutant[place:place] = chance.choice(PIECES)
            case 3:
                mutant[place:place] = mutant[place : place + chance.randint(1, 60)]
            case 4:
                mutant[place] ^= 1 << chance.randrange(8)
            case _:
                other = chance.randrange(len(mutant))
                mutant[place], mutant[other] = mutant[other], mutant[place]
        if not mutant:
            mutant = bytearray(b"\0")
    return bytes(mutant)


def reframe(chance: random.Random, data: bytes) -> bytes:
    """Change the JSON and keep the lengths true, so that the checks behind the frames are reached."""
    position, frames = 0, []
    while position < len(data):
        (length,) = struct.unpack_from("<I", data, position)
        frames.append(data[position + 4 : position + 4 + length])
        position += 4 + length
    target = chance.randrange(len(frames))
    frames[target] = mutate(chance, frames[target])
    return b"".join(map(frame, frames))
