import Glibc

/// 1 / log₂(rank + 1), rank from 1: 1 at the first place.
func rankDiscount(_ rank: Int) -> Double { 1 / log2(Double(rank + 1)) }

/// 2^relevance − 1.
func exponentialGain(_ relevance: Float) -> Double { exp2(Double(relevance)) - 1 }
