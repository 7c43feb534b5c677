"""SplitMix64 and the keyed stream, written from the definition; prints the values that RandomStreamTests expects."""
MASK = (1 << 64) - 1
GAMMA = 0x9E3779B97F4A7C15


def mix(z):
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def splitmix(state, count):
    out = []
    for _ in range(count):
        state = (state + GAMMA) & MASK
        out.append(mix(state))
    return out


def stream(seed, purpose, position, count):
    state = mix((seed + GAMMA) & MASK)
    for byte in purpose.encode():
        state = mix(((state ^ byte) + GAMMA) & MASK)
    state = mix(state ^ mix((position + 0xD1B54A32D192ED03) & MASK))
    return splitmix(state, count)


assert splitmix(1234567, 3) == [6457827717110365317, 3203168211198807973, 9817491932198370423]
print([hex(value) for value in stream(42, "shuffle", 3, 4)])
