package io.github.polywire.statsd.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/**
 * A datagram socket that is connected to the server. Each batch is one datagram, without
 * the newline at its end.
 */
final class DatagramConnection extends SelectableConnection {

	/** Not every system tells when a Unix socket has room again. */
	private static final long MAX_WAIT_MILLIS = 5;

	private final DatagramChannel channel;

	private final boolean readable;

	/**
	 * Creates a connection.
	 * @param channel a connected channel that does not block
	 * @param readable whether reading tells if the server is there
	 * @throws IOException if the channel cannot be waited for
	 */
	DatagramConnection(DatagramChannel channel, boolean readable) throws IOException {
		super(channel);
		this.channel = channel;
		this.readable = readable;
	}

	@Override
	int read(ByteBuffer target) throws IOException {
		return this.readable ? this.channel.read(target) : 0;
	}

	@Override
	public void write(LineBatch batch) throws IOException {
		ByteBuffer bytes = batch.bytes();
		int end = bytes.limit();
		bytes.limit(end - 1);
		int count;
		try {
			count = this.channel.write(bytes);
		}
		finally {
			bytes.limit(end);
		}
		if (count > 0) {
			bytes.position(end);
		}
	}

	@Override
	public void awaitWritable(long millis) throws IOException {
		super.awaitWritable(Math.min(millis, MAX_WAIT_MILLIS));
	}

}
