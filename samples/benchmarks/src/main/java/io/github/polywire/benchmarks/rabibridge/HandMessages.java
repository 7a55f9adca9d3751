package io.github.polywire.benchmarks.rabibridge;

import java.io.IOException;

import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;

/**
 * Requests and replies of RabiBridge, packed by hand. Reuses its buffer; not thread-safe.
 */
final class HandMessages {

	private static final ThreadLocal<HandMessages> LOCAL = ThreadLocal.withInitial(HandMessages::new);

	private final MessageBufferPacker packer = MessagePack.newDefaultBufferPacker();

	static HandMessages local() {
		return LOCAL.get();
	}

	byte[] request(int argument) throws IOException {
		this.packer.clear();
		this.packer.packArrayHeader(2).packArrayHeader(1).packInt(argument).packMapHeader(0);
		return this.packer.toByteArray();
	}

	static int argument(byte[] request) throws IOException {
		try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(request)) {
			expect(unpacker.unpackArrayHeader() == 2 && unpacker.unpackArrayHeader() == 1);
			int argument = unpacker.unpackInt();
			expect(unpacker.unpackMapHeader() == 0);
			return argument;
		}
	}

	byte[] reply(long value) throws IOException {
		this.packer.clear();
		this.packer.packArrayHeader(2).packInt(0).packLong(value);
		return this.packer.toByteArray();
	}

	byte[] error(String text) throws IOException {
		this.packer.clear();
		this.packer.packArrayHeader(2).packInt(1).packString(text);
		return this.packer.toByteArray();
	}

	static long value(byte[] reply) throws IOException {
		try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(reply)) {
			expect(unpacker.unpackArrayHeader() == 2);
			if (unpacker.unpackInt() != 0) {
				throw new IOException(unpacker.unpackString());
			}
			return unpacker.unpackLong();
		}
	}

	private static void expect(boolean condition) throws IOException {
		if (!condition) {
			throw new IOException("The message has another shape");
		}
	}

}
