package io.github.polywire.rabibridge.wire;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import net.razorvine.pickle.Opcodes;
import net.razorvine.pickle.PickleUtils;
import net.razorvine.pickle.Unpickler;
import org.jspecify.annotations.Nullable;

/**
 * Reads one pickle of plain data. Opcodes that are not listed here are refused, among
 * them all that name a class or call one. What an opcode claims is held against the bytes
 * that are there, and what the values take in memory is bounded.
 */
final class PlainUnpickler extends Unpickler {

	private static final int OLDEST_PROTOCOL = 2;

	private static final int NEWEST_PROTOCOL = 5;

	/** What a value on the stack takes, with what a growing array leaves behind. */
	private static final int STACK_ENTRY = 16;

	private static final int LIST_ENTRY = 2 * DecodeBudget.REFERENCE;

	private static final String PLAIN = "only None, booleans, numbers, strings, bytes, lists, tuples and dicts are"
			+ " accepted";

	private final ByteArrayInputStream bytes;

	private final int size;

	private final DecodeBudget budget;

	/** The library's own takes ten times the memory for each value. */
	private final List<@Nullable Object> memoized = new ArrayList<>();

	private boolean begun;

	private int deepest;

	PlainUnpickler(byte[] pickle) {
		this.bytes = new ByteArrayInputStream(pickle);
		this.size = pickle.length;
		this.budget = new DecodeBudget(pickle.length);
	}

	/**
	 * Reads the value.
	 * @return the wire value
	 * @throws IOException if the pickle ends too early
	 * @throws WireFormatException if the pickle is refused
	 */
	@Nullable Object read() throws IOException {
		Object value = load(this.bytes);
		checkWireValue(value, new DecodeBudget(this.size));
		return value;
	}

	@Override
	protected Object dispatch(short opcode) throws IOException {
		if (this.begun == (opcode == Opcodes.PROTO)) {
			throw new WireFormatException("The body is not a pickle of protocol 2 to 5");
		}
		this.begun = true;
		Object returned = NO_RETURN_VALUE;
		switch (opcode) {
			case Opcodes.PROTO -> checkProtocol();
			case Opcodes.STOP -> {
				checkEnd();
				returned = super.dispatch(opcode);
			}
			case Opcodes.MARK, Opcodes.NONE, Opcodes.NEWTRUE, Opcodes.NEWFALSE -> super.dispatch(opcode);
			case Opcodes.FRAME -> claim(Long.BYTES);
			case Opcodes.BININT, Opcodes.BININT1, Opcodes.BININT2 -> {
				super.dispatch(opcode);
				pushInteger((Number) this.stack.pop());
			}
			case Opcodes.LONG1 -> pushInteger(PickleUtils.decode_long(readPayload(1)));
			case Opcodes.BINFLOAT -> {
				this.budget.charge(DecodeBudget.NUMBER);
				super.dispatch(opcode);
			}
			case Opcodes.SHORT_BINUNICODE -> loadText(1);
			case Opcodes.BINUNICODE -> loadText(Integer.BYTES);
			case Opcodes.BINUNICODE8 -> loadText(Long.BYTES);
			case Opcodes.SHORT_BINBYTES -> loadBytes(1);
			case Opcodes.BINBYTES -> loadBytes(Integer.BYTES);
			case Opcodes.BINBYTES8, Opcodes.BYTEARRAY8 -> loadBytes(Long.BYTES);
			case Opcodes.EMPTY_TUPLE -> loadTuple(0);
			case Opcodes.TUPLE1 -> loadTuple(1);
			case Opcodes.TUPLE2 -> loadTuple(2);
			case Opcodes.TUPLE3 -> loadTuple(3);
			case Opcodes.TUPLE -> pushTuple(this.stack.pop_all_since_marker());
			case Opcodes.EMPTY_LIST -> {
				this.budget.charge(DecodeBudget.CONTAINER);
				super.dispatch(opcode);
			}
			case Opcodes.APPEND -> loadAppend(opcode);
			case Opcodes.APPENDS -> append(this.stack.pop_all_since_marker());
			case Opcodes.EMPTY_DICT -> {
				this.budget.charge(DecodeBudget.CONTAINER);
				this.stack.add(new LinkedHashMap<String, @Nullable Object>());
			}
			case Opcodes.SETITEM -> {
				Object value = this.stack.pop();
				putItems(Arrays.asList(this.stack.pop(), value));
			}
			case Opcodes.SETITEMS -> putItems(this.stack.pop_all_since_marker());
			case Opcodes.MEMOIZE -> memoize(this.memoized.size());
			case Opcodes.BINPUT -> memoize(readLength(1));
			case Opcodes.LONG_BINPUT -> memoize(readLength(Integer.BYTES));
			case Opcodes.BINGET -> loadMemoized(readLength(1));
			case Opcodes.LONG_BINGET -> loadMemoized(readLength(Integer.BYTES));
			default -> throw refused(opcode);
		}
		if (this.stack.size() > this.deepest) {
			this.deepest = this.stack.size();
			this.budget.charge(STACK_ENTRY);
		}
		return returned;
	}

	private void checkProtocol() {
		int protocol = this.bytes.read();
		if (protocol < OLDEST_PROTOCOL || protocol > NEWEST_PROTOCOL) {
			throw new WireFormatException("The body is not a pickle of protocol 2 to 5");
		}
	}

	private void checkEnd() {
		if (this.bytes.available() > 0) {
			throw new WireFormatException("The body is not a valid pickle: there are bytes after the value");
		}
		if (this.stack.size() != 1) {
			throw new WireFormatException(
					"The body is not a valid pickle: it holds %d values, not one".formatted(this.stack.size()));
		}
	}

	private void pushInteger(Number value) {
		if (value instanceof BigInteger) {
			this.budget.charge(DecodeBudget.NUMBER + DecodeBudget.BYTES);
			this.stack.add(value);
		}
		else {
			this.stack.add(this.budget.integer(value.longValue()));
		}
	}

	private void loadText(int lengthBytes) throws IOException {
		this.budget.charge(DecodeBudget.STRING);
		try {
			this.stack.add(WireValues.decodeUtf8(readPayload(lengthBytes)));
		}
		catch (CharacterCodingException ex) {
			throw new WireFormatException("The body is not a valid pickle: a string is not valid UTF-8", ex);
		}
	}

	private void loadBytes(int lengthBytes) throws IOException {
		this.budget.charge(DecodeBudget.BYTES);
		this.stack.add(readPayload(lengthBytes));
	}

	private void loadTuple(int length) {
		@Nullable Object[] elements = new Object[length];
		for (int i = length - 1; i >= 0; i--) {
			elements[i] = this.stack.pop();
		}
		pushTuple(Arrays.asList(elements));
	}

	private void pushTuple(List<@Nullable Object> elements) {
		this.budget.charge(DecodeBudget.CONTAINER + (long) LIST_ENTRY * elements.size());
		// Of a type that nothing can be appended to.
		this.stack.add(Arrays.asList(elements.toArray()));
	}

	private void loadAppend(short opcode) throws IOException {
		super.dispatch(opcode);
		this.budget.charge(LIST_ENTRY);
	}

	// The library trims the list each time, so that the next time copies it whole.
	@SuppressWarnings("unchecked")
	private void append(List<@Nullable Object> elements) {
		this.budget.charge(DecodeBudget.CONTAINER + (long) LIST_ENTRY * elements.size());
		((ArrayList<@Nullable Object>) this.stack.peek()).addAll(elements);
	}

	@SuppressWarnings("unchecked")
	private void putItems(List<@Nullable Object> items) {
		if (items.size() % 2 != 0) {
			throw new WireFormatException("The body is not a valid pickle: a key has no value");
		}
		Map<String, @Nullable Object> map = (LinkedHashMap<String, @Nullable Object>) this.stack.peek();
		this.budget.charge((long) DecodeBudget.MAP_ENTRY * (items.size() / 2));
		for (int i = 0; i < items.size(); i += 2) {
			if (!(items.get(i) instanceof String key)) {
				throw new WireFormatException("A map has a key that is not a string");
			}
			map.put(key, items.get(i + 1));
		}
	}

	private void memoize(long index) {
		Object value = this.stack.peek();
		if (index == this.memoized.size()) {
			this.budget.charge(LIST_ENTRY);
			this.memoized.add(value);
		}
		else if (index < this.memoized.size()) {
			this.memoized.set((int) index, value);
		}
		else {
			throw new WireFormatException("The body is not a valid pickle: it memoizes values out of order");
		}
	}

	private void loadMemoized(long index) {
		if (index >= this.memoized.size()) {
			throw new WireFormatException(
					"The body is not a valid pickle: it refers to a value that it did not memoize");
		}
		this.stack.add(this.memoized.get((int) index));
	}

	private byte[] readPayload(int lengthBytes) throws IOException {
		return this.bytes.readNBytes((int) claim(lengthBytes));
	}

	/**
	 * Reads the length of something, and checks that there are as many bytes.
	 * @param lengthBytes how many bytes the length itself has
	 * @return the length
	 */
	private long claim(int lengthBytes) throws IOException {
		long length = readLength(lengthBytes);
		if (length < 0 || length > this.bytes.available()) {
			throw new WireFormatException("The body is not a valid pickle: it claims %s bytes, and %d are left"
				.formatted(Long.toUnsignedString(length), this.bytes.available()));
		}
		return length;
	}

	private long readLength(int lengthBytes) throws IOException {
		long length = 0;
		for (int i = 0; i < lengthBytes; i++) {
			int next = this.bytes.read();
			if (next < 0) {
				throw new IOException("The pickle ends in a length");
			}
			length |= (long) next << (i * Byte.SIZE);
		}
		return length;
	}

	private WireFormatException refused(int opcode) {
		String name = switch (opcode) {
			case Opcodes.GLOBAL -> "GLOBAL";
			case Opcodes.STACK_GLOBAL -> "STACK_GLOBAL";
			case Opcodes.REDUCE -> "REDUCE";
			case Opcodes.BUILD -> "BUILD";
			case Opcodes.INST -> "INST";
			case Opcodes.OBJ -> "OBJ";
			case Opcodes.NEWOBJ -> "NEWOBJ";
			case Opcodes.NEWOBJ_EX -> "NEWOBJ_EX";
			case Opcodes.EXT1 -> "EXT1";
			case Opcodes.EXT2 -> "EXT2";
			case Opcodes.EXT4 -> "EXT4";
			case Opcodes.PERSID -> "PERSID";
			case Opcodes.BINPERSID -> "BINPERSID";
			default -> null;
		};
		int place = this.size - this.bytes.available() - 1;
		return new WireFormatException((name != null)
				? "The pickle asks for an object of a class (%s at byte %d), which is refused: %s".formatted(name,
						place, PLAIN)
				: "The pickle has the opcode 0x%02x at byte %d, which is refused: %s".formatted(opcode, place, PLAIN));
	}

	/**
	 * Checks that a value holds wire values alone, neither contains itself, nor unfolds
	 * to too much: a value that was memoized may be in many places.
	 * @param value the value
	 * @param unfolded what it may unfold to
	 */
	private static void checkWireValue(@Nullable Object value, DecodeBudget unfolded) {
		if (value instanceof List<?> list) {
			unfolded.enter();
			for (Object element : list) {
				unfolded.charge(DecodeBudget.REFERENCE);
				checkWireValue(element, unfolded);
			}
			unfolded.leave();
		}
		else if (value instanceof Map<?, ?> map) {
			unfolded.enter();
			map.forEach((key, element) -> {
				unfolded.charge(DecodeBudget.MAP_ENTRY);
				checkWireValue(key, unfolded);
				checkWireValue(element, unfolded);
			});
			unfolded.leave();
		}
		else if (value instanceof String text) {
			unfolded.charge(text.length());
		}
		else if (value instanceof byte[] bytes) {
			unfolded.charge(bytes.length);
		}
		else if (value != null && !(value instanceof Number || value instanceof Boolean)) {
			throw new WireFormatException("The body is not a valid pickle: a mark is not a value");
		}
	}

}
