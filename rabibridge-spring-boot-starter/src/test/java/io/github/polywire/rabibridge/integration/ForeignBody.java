package io.github.polywire.rabibridge.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.github.luben.zstd.Zstd;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;
import org.msgpack.value.ImmutableValue;
import org.msgpack.value.Value;

/**
 * The bodies of a peer that is not ours, written from the description of the wire alone:
 * none of the starter's classes is used.
 */
final class ForeignBody {

	private static final int THRESHOLD = 1024;

	private static final int LEVEL = 3;

	private static final int MAGIC = 0x28b52ffd;

	private ForeignBody() {
	}

	/**
	 * Encodes a value, compressed above the threshold.
	 */
	static byte[] encode(Object value) {
		byte[] plain = pack(value);
		return (plain.length > THRESHOLD) ? Zstd.compress(plain, LEVEL) : plain;
	}

	static byte[] pack(Object value) {
		try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
			write(packer, value);
			return packer.toByteArray();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void write(MessageBufferPacker packer, Object value) throws IOException {
		if (value == null) {
			packer.packNil();
		}
		else if (value instanceof Boolean bool) {
			packer.packBoolean(bool);
		}
		else if (value instanceof Integer || value instanceof Long) {
			packer.packLong(((Number) value).longValue());
		}
		else if (value instanceof BigInteger integer) {
			packer.packBigInteger(integer);
		}
		else if (value instanceof Double number) {
			packer.packDouble(number);
		}
		else if (value instanceof String text) {
			packer.packString(text);
		}
		else if (value instanceof byte[] bytes) {
			packer.packBinaryHeader(bytes.length);
			packer.writePayload(bytes);
		}
		else if (value instanceof Instant instant) {
			packer.packTimestamp(instant);
		}
		else if (value instanceof List<?> list) {
			packer.packArrayHeader(list.size());
			for (Object element : list) {
				write(packer, element);
			}
		}
		else if (value instanceof Map<?, ?> map) {
			packer.packMapHeader(map.size());
			for (Map.Entry<?, ?> entry : map.entrySet()) {
				write(packer, entry.getKey());
				write(packer, entry.getValue());
			}
		}
		else {
			throw new IllegalArgumentException("Not a wire value: " + value);
		}
	}

	static boolean isCompressed(byte[] body) {
		return body.length >= 4 && (((body[0] & 0xff) << 24) | ((body[1] & 0xff) << 16) | ((body[2] & 0xff) << 8)
				| (body[3] & 0xff)) == MAGIC;
	}

	/**
	 * Decodes a body. As RabiBridge, refuses compressed frames without a content size.
	 */
	static Object decode(byte[] body) {
		byte[] plain = body;
		if (isCompressed(body)) {
			long size = Zstd.getFrameContentSize(body);
			if (size < 0) {
				throw new IllegalStateException("could not determine content size in frame header");
			}
			plain = Zstd.decompress(body, (int) size);
		}
		try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(plain)) {
			ImmutableValue value = unpacker.unpackValue();
			if (unpacker.hasNext()) {
				throw new IllegalStateException("unpack(b) received extra data.");
			}
			return toJava(value);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Object toJava(Value value) {
		return switch (value.getValueType()) {
			case NIL -> null;
			case BOOLEAN -> value.asBooleanValue().getBoolean();
			case INTEGER -> toJava(value.asIntegerValue().toBigInteger());
			case FLOAT -> value.asFloatValue().toDouble();
			case STRING -> value.asStringValue().asString();
			case BINARY -> value.asBinaryValue().asByteArray();
			case ARRAY -> {
				List<Object> list = new ArrayList<>();
				value.asArrayValue().forEach((element) -> list.add(toJava(element)));
				yield list;
			}
			case MAP -> {
				Map<String, Object> map = new LinkedHashMap<>();
				value.asMapValue()
					.entrySet()
					.forEach((entry) -> map.put(entry.getKey().asStringValue().asString(), toJava(entry.getValue())));
				yield map;
			}
			case EXTENSION -> value.asTimestampValue().toInstant();
		};
	}

	private static Object toJava(BigInteger integer) {
		if (integer.bitLength() < 32) {
			return integer.intValue();
		}
		return (integer.bitLength() < 64) ? (Object) integer.longValue() : integer;
	}

}
