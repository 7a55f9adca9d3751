package io.github.polywire.rabibridge.wire;

import java.io.IOException;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessagePacker;

/**
 * Writes one value as msgpack.
 */
final class MsgpackWriter {

	private final MessagePacker packer;

	private final UnaryOperator<@Nullable Object> toWireValue;

	private int depth;

	MsgpackWriter(MessagePacker packer, UnaryOperator<@Nullable Object> toWireValue) {
		this.packer = packer;
		this.toWireValue = toWireValue;
	}

	void write(@Nullable Object value) throws IOException {
		if (!writeWireValue(value)) {
			Object converted = this.toWireValue.apply(value);
			if (!writeWireValue(converted)) {
				throw new WireFormatException("A value of type '%s' has no form in msgpack"
					.formatted((converted != null) ? converted.getClass().getSimpleName() : null));
			}
		}
	}

	private boolean writeWireValue(@Nullable Object value) throws IOException {
		if (value == null) {
			this.packer.packNil();
		}
		else if (value instanceof CharSequence text) {
			writeString(text.toString());
		}
		else if (value instanceof Integer || value instanceof Long || value instanceof Short || value instanceof Byte) {
			this.packer.packLong(((Number) value).longValue());
		}
		else if (value instanceof Boolean bool) {
			this.packer.packBoolean(bool);
		}
		else if (value instanceof Double || value instanceof Float) {
			this.packer.packDouble(((Number) value).doubleValue());
		}
		else if (value instanceof byte[] bytes) {
			this.packer.packBinaryHeader(bytes.length);
			this.packer.writePayload(bytes);
		}
		else if (value instanceof Map<?, ?> map) {
			writeMap(map);
		}
		else if (value instanceof Collection<?> collection) {
			writeCollection(collection);
		}
		else if (value instanceof BigInteger integer) {
			writeBigInteger(integer);
		}
		else if (value instanceof BigDecimal decimal) {
			this.packer.packDouble(WireValues.exactDouble(decimal));
		}
		else if (value instanceof Instant instant) {
			this.packer.packTimestamp(instant);
		}
		else if (value instanceof ExtensionValue extension) {
			this.packer.packExtensionTypeHeader(extension.type(), extension.data().length);
			this.packer.writePayload(extension.data());
		}
		else if (value.getClass().isArray()) {
			writeArray(value);
		}
		else {
			return false;
		}
		return true;
	}

	private void writeString(String text) throws IOException {
		int high = WireValues.firstUnpairedSurrogate(text);
		if (high >= 0) {
			throw new WireFormatException(
					"A string holds half a surrogate pair at index " + high + ", which UTF-8 has no form for");
		}
		this.packer.packString(text);
	}

	private void writeMap(Map<?, ?> map) throws IOException {
		enter();
		this.packer.packMapHeader(map.size());
		for (Map.Entry<?, ?> entry : map.entrySet()) {
			writeString(WireValues.mapKey(entry.getKey(), this.toWireValue));
			write(entry.getValue());
		}
		leave();
	}

	private void writeCollection(Collection<?> collection) throws IOException {
		enter();
		this.packer.packArrayHeader(collection.size());
		for (Object element : collection) {
			write(element);
		}
		leave();
	}

	private void writeArray(Object array) throws IOException {
		enter();
		int length = Array.getLength(array);
		this.packer.packArrayHeader(length);
		for (int i = 0; i < length; i++) {
			write(Array.get(array, i));
		}
		leave();
	}

	private void writeBigInteger(BigInteger integer) throws IOException {
		if (integer.bitLength() > 64 || (integer.signum() < 0 && integer.bitLength() > 63)) {
			throw new WireFormatException(
					"An integer of " + integer.bitLength() + " bits is out of msgpack's range of -2^63 to 2^64-1");
		}
		this.packer.packBigInteger(integer);
	}

	private void enter() {
		if (++this.depth > WireValues.MAX_DEPTH) {
			throw new WireFormatException("The value is nested more than " + WireValues.MAX_DEPTH + " deep");
		}
	}

	private void leave() {
		this.depth--;
	}

}
