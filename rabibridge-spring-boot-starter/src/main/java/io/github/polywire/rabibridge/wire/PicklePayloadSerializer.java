package io.github.polywire.rabibridge.wire;

import java.io.IOException;
import java.util.function.UnaryOperator;

import net.razorvine.pickle.PickleException;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * RabiBridge's {@code pickle} serialiser, for plain data alone: {@code None}, booleans,
 * integers, floats, strings, bytes, lists, tuples, and dicts with string keys. Pickles of
 * protocol 2 to 5 are read, those of protocol 4 written. A pickle that names a class, and
 * so any code, is refused.
 */
public final class PicklePayloadSerializer implements PayloadSerializer {

	private final UnaryOperator<@Nullable Object> toWireValue;

	/**
	 * Creates a serialiser.
	 * @param toWireValue turns a value of a type that is not a wire value's into one
	 */
	public PicklePayloadSerializer(UnaryOperator<@Nullable Object> toWireValue) {
		Assert.notNull(toWireValue, "'toWireValue' must not be null");
		this.toWireValue = toWireValue;
	}

	@Override
	public byte[] serialize(@Nullable Object value) {
		return new PickleWriter(this.toWireValue).writePickle(value);
	}

	@Override
	public @Nullable Object deserialize(byte[] bytes) {
		try {
			return new PlainUnpickler(bytes).read();
		}
		catch (IOException | PickleException | IndexOutOfBoundsException | ClassCastException
				| NullPointerException ex) {
			// The last three: an opcode that finds too little on the stack, or a value of
			// another type than it needs, or None.
			throw new WireFormatException("The body is not a valid pickle", ex);
		}
	}

}
