package io.github.polywire.rabibridge.wire;

import org.jspecify.annotations.Nullable;

/**
 * Turns wire values into bytes and back. Wire values are {@code null}, {@link Boolean},
 * {@link Integer}, {@link Long}, {@link java.math.BigInteger}, {@link Double},
 * {@link String}, {@code byte[]}, {@link java.time.Instant}, {@link ExtensionValue},
 * {@link java.util.List} and {@link java.util.Map} with string keys. Implementations are
 * thread-safe. Which serialiser is used is not on the wire: all peers must agree.
 */
public interface PayloadSerializer {

	/**
	 * Encodes a value. Values that are not wire values are turned into such first.
	 * @param value the value
	 * @return the bytes
	 * @throws WireFormatException if the value has no form on the wire
	 */
	byte[] serialize(@Nullable Object value);

	/**
	 * Decodes a value. Never allocates much more than the bytes ask for, whatever sizes
	 * they claim.
	 * @param bytes the bytes, which must hold one value and nothing else
	 * @return the wire value
	 * @throws WireFormatException if the bytes cannot be decoded
	 */
	@Nullable Object deserialize(byte[] bytes);

}
