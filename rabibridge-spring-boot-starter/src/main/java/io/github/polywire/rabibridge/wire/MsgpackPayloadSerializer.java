package io.github.polywire.rabibridge.wire;

import java.io.IOException;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePack.PackerConfig;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;

import org.springframework.util.Assert;

/**
 * RabiBridge's default serialiser, the dialect of msgpack-python: unsigned forms for
 * integers that are not negative, float64 for all floats, bin for bytes, string keys.
 */
public final class MsgpackPayloadSerializer implements PayloadSerializer {

	/**
	 * The library's own buffer is many times what most messages need.
	 */
	private static final PackerConfig PACKER = new PackerConfig().withBufferSize(512);

	private final UnaryOperator<@Nullable Object> toWireValue;

	/**
	 * Creates a serialiser.
	 * @param toWireValue turns a value of a type that is not a wire value's into one
	 */
	public MsgpackPayloadSerializer(UnaryOperator<@Nullable Object> toWireValue) {
		Assert.notNull(toWireValue, "'toWireValue' must not be null");
		this.toWireValue = toWireValue;
	}

	@Override
	public byte[] serialize(@Nullable Object value) {
		try (MessageBufferPacker packer = PACKER.newBufferPacker()) {
			new MsgpackWriter(packer, this.toWireValue).write(value);
			return packer.toByteArray();
		}
		catch (IOException ex) {
			throw new WireFormatException("The value cannot be encoded as msgpack", ex);
		}
	}

	@Override
	public @Nullable Object deserialize(byte[] bytes) {
		try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(bytes)) {
			Object value = new MsgpackReader(unpacker, bytes.length).read();
			if (unpacker.hasNext()) {
				throw new WireFormatException("The body is not valid msgpack: there are bytes after the value");
			}
			return value;
		}
		catch (MessagePackException | IOException ex) {
			throw new WireFormatException("The body is not valid msgpack", ex);
		}
	}

}
