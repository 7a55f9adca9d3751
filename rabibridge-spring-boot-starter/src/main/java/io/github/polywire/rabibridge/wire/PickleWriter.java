package io.github.polywire.rabibridge.wire;

import java.io.ByteArrayOutputStream;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.UnaryOperator;

import net.razorvine.pickle.Opcodes;
import org.jspecify.annotations.Nullable;

/**
 * Writes one value as a pickle of protocol 4, in the opcodes that Python's own pickler
 * uses for plain data. The library's pickler writes protocol 2, in which bytes are a call
 * of a class that a careful reader refuses.
 */
final class PickleWriter {

	private static final int PROTOCOL = 4;

	/** As many elements as Python puts on the stack at a time. */
	private static final int BATCH = 1000;

	private static final int BYTE = 0x100;

	private static final int SHORT = 0x10000;

	private final UnaryOperator<@Nullable Object> toWireValue;

	private final ByteArrayOutputStream output = new ByteArrayOutputStream();

	/** Where keys were memoized: the rows of a table have the same. */
	private final Map<String, Integer> keys = new HashMap<>();

	private int memoSize;

	private int depth;

	PickleWriter(UnaryOperator<@Nullable Object> toWireValue) {
		this.toWireValue = toWireValue;
	}

	/**
	 * Writes a value, once.
	 * @param value the value
	 * @return the pickle
	 */
	byte[] writePickle(@Nullable Object value) {
		write(value);
		this.output.write(Opcodes.STOP);
		byte[] content = this.output.toByteArray();
		return buffer(3 + Long.BYTES + content.length).put((byte) Opcodes.PROTO)
			.put((byte) PROTOCOL)
			.put((byte) Opcodes.FRAME)
			.putLong(content.length)
			.put(content)
			.array();
	}

	private void write(@Nullable Object value) {
		if (!writeWireValue(value)) {
			Object converted = this.toWireValue.apply(value);
			if (!writeWireValue(converted)) {
				throw new WireFormatException("A value of type '%s' has no form in a pickle of plain data"
					.formatted((converted != null) ? converted.getClass().getSimpleName() : null));
			}
		}
	}

	private boolean writeWireValue(@Nullable Object value) {
		if (value == null) {
			this.output.write(Opcodes.NONE);
		}
		else if (value instanceof CharSequence text) {
			writeString(text.toString());
		}
		else if (value instanceof Integer || value instanceof Long || value instanceof Short || value instanceof Byte) {
			writeInteger(((Number) value).longValue());
		}
		else if (value instanceof Boolean bool) {
			this.output.write(bool ? Opcodes.NEWTRUE : Opcodes.NEWFALSE);
		}
		else if (value instanceof Double || value instanceof Float) {
			writeDouble(((Number) value).doubleValue());
		}
		else if (value instanceof byte[] bytes) {
			writePayload(bytes, Opcodes.SHORT_BINBYTES, Opcodes.BINBYTES);
		}
		else if (value instanceof Map<?, ?> map) {
			writeMap(map);
		}
		else if (value instanceof Collection<?> collection) {
			writeList(collection.iterator());
		}
		else if (value instanceof BigInteger integer) {
			writeBigInteger(integer);
		}
		else if (value instanceof BigDecimal decimal) {
			writeDouble(WireValues.exactDouble(decimal));
		}
		else if (value instanceof Instant instant) {
			// Python's datetime is a class, which a reader of plain data refuses.
			writeString(instant.toString());
		}
		else if (value.getClass().isArray()) {
			writeArray(value);
		}
		else {
			return false;
		}
		return true;
	}

	private void writeInteger(long value) {
		if (value >= 0 && value < BYTE) {
			this.output.writeBytes(buffer(2).put((byte) Opcodes.BININT1).put((byte) value).array());
		}
		else if (value >= 0 && value < SHORT) {
			this.output.writeBytes(buffer(3).put((byte) Opcodes.BININT2).putShort((short) value).array());
		}
		else if (value == (int) value) {
			this.output.writeBytes(buffer(5).put((byte) Opcodes.BININT).putInt((int) value).array());
		}
		else {
			writeBigInteger(BigInteger.valueOf(value));
		}
	}

	private void writeBigInteger(BigInteger integer) {
		if (integer.bitLength() < Integer.SIZE) {
			writeInteger(integer.intValue());
			return;
		}
		byte[] bytes = integer.toByteArray();
		if (bytes.length >= BYTE) {
			throw new WireFormatException("An integer of %d bits is too large; the most is %d"
				.formatted(integer.bitLength(), (BYTE - 1) * Byte.SIZE - 1));
		}
		this.output.write(Opcodes.LONG1);
		this.output.write(bytes.length);
		for (int i = bytes.length - 1; i >= 0; i--) {
			this.output.write(bytes[i]);
		}
	}

	private void writeDouble(double value) {
		this.output.write(Opcodes.BINFLOAT);
		this.output.writeBytes(ByteBuffer.allocate(Double.BYTES).putDouble(value).array());
	}

	private void writeString(String text) {
		int high = WireValues.firstUnpairedSurrogate(text);
		if (high >= 0) {
			throw new WireFormatException(
					"A string holds half a surrogate pair at index " + high + ", which UTF-8 has no form for");
		}
		writePayload(text.getBytes(StandardCharsets.UTF_8), Opcodes.SHORT_BINUNICODE, Opcodes.BINUNICODE);
	}

	private void writePayload(byte[] bytes, int shortOpcode, int opcode) {
		if (bytes.length < BYTE) {
			this.output.write(shortOpcode);
			this.output.write(bytes.length);
		}
		else {
			this.output.writeBytes(buffer(5).put((byte) opcode).putInt(bytes.length).array());
		}
		this.output.writeBytes(bytes);
		memoize();
	}

	private void writeKey(String key) {
		Integer known = this.keys.putIfAbsent(key, this.memoSize);
		if (known == null) {
			writeString(key);
		}
		else if (known < BYTE) {
			this.output.write(Opcodes.BINGET);
			this.output.write(known);
		}
		else {
			this.output.writeBytes(buffer(5).put((byte) Opcodes.LONG_BINGET).putInt(known).array());
		}
	}

	private void writeArray(Object array) {
		int length = Array.getLength(array);
		@Nullable Object[] boxed = new Object[length];
		for (int i = 0; i < length; i++) {
			boxed[i] = Array.get(array, i);
		}
		writeList(Arrays.asList(boxed).iterator());
	}

	private void writeList(Iterator<? extends @Nullable Object> elements) {
		enter();
		this.output.write(Opcodes.EMPTY_LIST);
		memoize();
		while (elements.hasNext()) {
			Object first = elements.next();
			if (!elements.hasNext()) {
				write(first);
				this.output.write(Opcodes.APPEND);
				break;
			}
			this.output.write(Opcodes.MARK);
			write(first);
			for (int i = 1; i < BATCH && elements.hasNext(); i++) {
				write(elements.next());
			}
			this.output.write(Opcodes.APPENDS);
		}
		this.depth--;
	}

	private void writeMap(Map<?, ?> map) {
		enter();
		this.output.write(Opcodes.EMPTY_DICT);
		memoize();
		Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
		while (entries.hasNext()) {
			Map.Entry<?, ?> first = entries.next();
			if (!entries.hasNext()) {
				writeEntry(first);
				this.output.write(Opcodes.SETITEM);
				break;
			}
			this.output.write(Opcodes.MARK);
			writeEntry(first);
			for (int i = 1; i < BATCH && entries.hasNext(); i++) {
				writeEntry(entries.next());
			}
			this.output.write(Opcodes.SETITEMS);
		}
		this.depth--;
	}

	private void writeEntry(Map.Entry<?, ?> entry) {
		writeKey(WireValues.mapKey(entry.getKey(), this.toWireValue));
		write(entry.getValue());
	}

	private void memoize() {
		this.output.write(Opcodes.MEMOIZE);
		this.memoSize++;
	}

	private void enter() {
		if (++this.depth > WireValues.MAX_DEPTH) {
			throw new WireFormatException("The value is nested more than " + WireValues.MAX_DEPTH + " deep");
		}
	}

	private static ByteBuffer buffer(int size) {
		return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
	}

}
