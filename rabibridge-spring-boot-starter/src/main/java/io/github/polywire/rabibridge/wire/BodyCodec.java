package io.github.polywire.rabibridge.wire;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Encodes and decodes message bodies: serialised, and one zstd frame with its content
 * size where that is longer than a threshold. Thread-safe.
 */
public final class BodyCodec {

	private static final int ZSTD_LEVEL = 3;

	private static final byte[] ZSTD_MAGIC = { 0x28, (byte) 0xb5, 0x2f, (byte) 0xfd };

	private final PayloadSerializer serializer;

	private final int compressThreshold;

	private final int maxBodySize;

	/**
	 * Creates a codec.
	 * @param serializer the serialiser that all peers agree on
	 * @param compressThreshold bodies of more bytes than this are compressed
	 * @param maxBodySize the most bytes that a body may have, before compression and
	 * after decompression
	 */
	public BodyCodec(PayloadSerializer serializer, int compressThreshold, int maxBodySize) {
		Assert.notNull(serializer, "'serializer' must not be null");
		Assert.isTrue(compressThreshold >= 0, "'compressThreshold' must not be negative");
		Assert.isTrue(maxBodySize > 0, "'maxBodySize' must be positive");
		this.serializer = serializer;
		this.compressThreshold = compressThreshold;
		this.maxBodySize = maxBodySize;
	}

	/**
	 * Encodes a request.
	 * @param call the call
	 * @return the body
	 * @throws WireFormatException if an argument has no form on the wire, or the body is
	 * too large
	 */
	public byte[] encodeCall(CallMessage call) {
		return encode(Arrays.asList(call.args(), call.kwargs()));
	}

	/**
	 * Decodes a request.
	 * @param body the body
	 * @return the call
	 * @throws WireFormatException if the body cannot be decoded or has another shape
	 */
	@SuppressWarnings("unchecked")
	public CallMessage decodeCall(byte[] body) {
		List<@Nullable Object> pair = decodePair(body, "request", "[args, kwargs]");
		if (!(pair.get(0) instanceof List<?> args)) {
			throw new WireFormatException(
					"The request's args must be an array, not " + WireValues.describe(pair.get(0)));
		}
		if (!(pair.get(1) instanceof Map<?, ?> kwargs)) {
			throw new WireFormatException(
					"The request's kwargs must be a map, not " + WireValues.describe(pair.get(1)));
		}
		return new CallMessage((List<@Nullable Object>) args, (Map<String, @Nullable Object>) kwargs);
	}

	/**
	 * Encodes a reply.
	 * @param reply the reply
	 * @return the body
	 * @throws WireFormatException if the value has no form on the wire, or the body is
	 * too large
	 */
	public byte[] encodeReply(ReplyMessage reply) {
		return encode(Arrays.asList(reply.code(), reply.value()));
	}

	/**
	 * Decodes a reply.
	 * @param body the body
	 * @return the reply
	 * @throws WireFormatException if the body cannot be decoded or has another shape
	 */
	public ReplyMessage decodeReply(byte[] body) {
		List<@Nullable Object> pair = decodePair(body, "reply", "[code, value]");
		Object code = pair.get(0);
		if (code instanceof Integer number) {
			return new ReplyMessage(number, pair.get(1));
		}
		if (code instanceof Boolean flag) {
			// Python's True and False are the integers 1 and 0.
			return new ReplyMessage(flag ? ReplyMessage.ERROR : ReplyMessage.OK, pair.get(1));
		}
		throw new WireFormatException("The reply's code must be a 32-bit integer, not " + WireValues.describe(code));
	}

	@SuppressWarnings("unchecked")
	private List<@Nullable Object> decodePair(byte[] body, String what, String shape) {
		Object value = this.serializer.deserialize(decompress(body));
		if (!(value instanceof List<?> list) || list.size() != 2) {
			throw new WireFormatException(
					"The %s must be the array %s, not %s".formatted(what, shape, WireValues.describe(value)));
		}
		return (List<@Nullable Object>) list;
	}

	private byte[] encode(Object value) {
		byte[] bytes = this.serializer.serialize(value);
		checkSize(bytes.length);
		// One-shot compression writes the content size, which receivers need.
		return (bytes.length > this.compressThreshold) ? Zstd.compress(bytes, ZSTD_LEVEL) : bytes;
	}

	private byte[] decompress(byte[] body) {
		checkSize(body.length);
		if (body.length < ZSTD_MAGIC.length
				|| !Arrays.equals(body, 0, ZSTD_MAGIC.length, ZSTD_MAGIC, 0, ZSTD_MAGIC.length)) {
			return body;
		}
		long contentSize = Zstd.getFrameContentSize(body);
		if (contentSize < 0) {
			throw new WireFormatException("The body's zstd frame does not tell its content size");
		}
		checkSize(contentSize);
		try {
			long frameSize = Zstd.findFrameCompressedSize(body);
			if (Zstd.isError(frameSize)) {
				throw new WireFormatException("The body is not a valid zstd frame");
			}
			byte[] content = new byte[(int) contentSize];
			long size = Zstd.decompressByteArray(content, 0, content.length, body, 0, (int) frameSize);
			if (size != contentSize) {
				throw new WireFormatException("The body is not a valid zstd frame");
			}
			return content;
		}
		catch (ZstdException ex) {
			throw new WireFormatException("The body is not a valid zstd frame", ex);
		}
	}

	/**
	 * The most bytes that a body may have.
	 * @return the number
	 */
	public int maxBodySize() {
		return this.maxBodySize;
	}

	/**
	 * Checks the size of a body.
	 * @param size the size in bytes
	 * @throws WireFormatException if it is larger than it may be
	 */
	public void checkSize(long size) {
		if (size > this.maxBodySize) {
			throw new WireFormatException("A body of %d bytes is larger than the %d bytes that are allowed"
				.formatted(size, this.maxBodySize));
		}
	}

}
