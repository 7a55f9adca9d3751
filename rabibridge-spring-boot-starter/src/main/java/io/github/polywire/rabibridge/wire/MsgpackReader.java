package io.github.polywire.rabibridge.wire;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.msgpack.core.ExtensionTypeHeader;
import org.msgpack.core.MessageFormat;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.ValueType;

import org.springframework.util.CollectionUtils;

/**
 * Reads one value of msgpack. A header's claim is held against the bytes that are there
 * before anything is allocated for it, and what the values take in memory is bounded.
 */
final class MsgpackReader {

	private static final byte TIMESTAMP = -1;

	private static final long MAX_NANOS = 999_999_999;

	/**
	 * Bodies of fewer bytes are not worth a look for keys that come more than once.
	 */
	private static final int KEYS_REPEAT = 1024;

	private final MessageUnpacker unpacker;

	private final int size;

	private final DecodeBudget budget;

	private final @Nullable Map<String, String> keys;

	MsgpackReader(MessageUnpacker unpacker, int size) {
		this.unpacker = unpacker;
		this.size = size;
		this.budget = new DecodeBudget(size);
		this.keys = (size >= KEYS_REPEAT) ? new HashMap<>() : null;
	}

	@Nullable Object read() throws IOException {
		MessageFormat format = this.unpacker.getNextFormat();
		ValueType type = format.getValueType();
		return switch (type) {
			case NIL -> {
				this.unpacker.unpackNil();
				yield null;
			}
			case BOOLEAN -> this.unpacker.unpackBoolean();
			case INTEGER -> readInteger(format);
			case FLOAT -> {
				this.budget.charge(DecodeBudget.NUMBER);
				yield this.unpacker.unpackDouble();
			}
			case STRING -> readString();
			case BINARY -> {
				this.budget.charge(DecodeBudget.BYTES);
				yield readPayload(this.unpacker.unpackBinaryHeader());
			}
			case ARRAY -> readArray();
			case MAP -> readMap();
			case EXTENSION -> readExtension();
		};
	}

	private Number readInteger(MessageFormat format) throws IOException {
		if (format == MessageFormat.UINT64) {
			this.budget.charge(DecodeBudget.NUMBER);
			BigInteger value = this.unpacker.unpackBigInteger();
			return (value.bitLength() < 64) ? this.budget.integer(value.longValue()) : value;
		}
		return this.budget.integer(this.unpacker.unpackLong());
	}

	private String readString() throws IOException {
		byte[] bytes = readPayload(this.unpacker.unpackRawStringHeader());
		if (bytes.length == 0) {
			return "";
		}
		this.budget.charge(DecodeBudget.STRING);
		return decodeString(bytes);
	}

	private byte[] readPayload(int length) throws IOException {
		return this.unpacker.readPayload(claim(length, 1));
	}

	private static String decodeString(byte[] bytes) {
		try {
			return WireValues.decodeUtf8(bytes);
		}
		catch (CharacterCodingException ex) {
			throw new WireFormatException("The body is not valid msgpack: a string is not valid UTF-8", ex);
		}
	}

	private List<@Nullable Object> readArray() throws IOException {
		int length = claim(this.unpacker.unpackArrayHeader(), 1);
		this.budget.enter();
		this.budget.charge((long) DecodeBudget.REFERENCE * length);
		List<@Nullable Object> list = new ArrayList<>(length);
		for (int i = 0; i < length; i++) {
			list.add(read());
		}
		this.budget.leave();
		return list;
	}

	private Map<String, @Nullable Object> readMap() throws IOException {
		int length = claim(this.unpacker.unpackMapHeader(), 2);
		this.budget.enter();
		this.budget.charge((long) DecodeBudget.MAP_ENTRY * length);
		Map<String, @Nullable Object> map = CollectionUtils.newLinkedHashMap(length);
		for (int i = 0; i < length; i++) {
			map.put(readKey(), read());
		}
		this.budget.leave();
		return map;
	}

	private String readKey() throws IOException {
		byte[] bytes = switch (this.unpacker.getNextFormat().getValueType()) {
			case STRING -> readPayload(this.unpacker.unpackRawStringHeader());
			case BINARY -> readPayload(this.unpacker.unpackBinaryHeader());
			default -> throw new WireFormatException("A map has a key that is not a string");
		};
		String key = decodeString(bytes);
		// The rows of a table have the same keys: one string stands for all of them.
		String known = (this.keys != null) ? this.keys.putIfAbsent(key, key) : null;
		if (known != null) {
			return known;
		}
		this.budget.charge((this.keys != null) ? DecodeBudget.STRING + DecodeBudget.MAP_ENTRY : DecodeBudget.STRING);
		return key;
	}

	private Object readExtension() throws IOException {
		ExtensionTypeHeader header = this.unpacker.unpackExtensionTypeHeader();
		int length = claim(header.getLength(), 1);
		this.budget.charge(DecodeBudget.STRING);
		if (header.getType() == TIMESTAMP) {
			return readTimestamp(length);
		}
		return new ExtensionValue(header.getType(), this.unpacker.readPayload(length));
	}

	private Instant readTimestamp(int length) throws IOException {
		if (length != 4 && length != 8 && length != 12) {
			throw new WireFormatException("A timestamp has 4, 8 or 12 bytes, not " + length);
		}
		ByteBuffer data = ByteBuffer.wrap(this.unpacker.readPayload(length));
		long first = (length == 8) ? data.getLong() : Integer.toUnsignedLong(data.getInt());
		long nanos = (length == 4) ? 0 : (length == 8) ? first >>> 34 : first;
		long seconds = (length == 4) ? first : (length == 8) ? first & 0x3ffffffffL : data.getLong();
		if (nanos > MAX_NANOS || seconds < Instant.MIN.getEpochSecond() || seconds > Instant.MAX.getEpochSecond()) {
			throw new WireFormatException(
					"A timestamp of %d seconds and %d nanoseconds is out of range".formatted(seconds, nanos));
		}
		return Instant.ofEpochSecond(seconds, nanos);
	}

	/**
	 * Checks that the bytes that are left can hold as many elements as claimed.
	 * @param elements the elements claimed
	 * @param bytesEach the fewest bytes that an element takes
	 * @return the number of elements
	 */
	private int claim(int elements, int bytesEach) {
		long left = this.size - this.unpacker.getTotalReadBytes();
		if ((long) elements * bytesEach > left) {
			throw new WireFormatException("The body is not valid msgpack: a header claims " + elements
					+ " elements or bytes, and " + left + " bytes are left");
		}
		return elements;
	}

}
