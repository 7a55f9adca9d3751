package io.github.polywire.statsd.connection;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
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

	private DatagramConnection(DatagramChannel channel, boolean readable) throws IOException {
		super(channel);
		this.channel = channel;
		this.readable = readable;
	}

	/**
	 * Connects a channel, which is closed if that fails.
	 * @param channel a new channel
	 * @param address the server's address
	 * @param sendBufferBytes the size of the send buffer, or 0 for the system's
	 * @param readable whether reading tells if the server is there
	 * @return the connection
	 * @throws IOException if there is none
	 */
	static DatagramConnection open(DatagramChannel channel, SocketAddress address, int sendBufferBytes,
			boolean readable) throws IOException {
		try {
			channel.configureBlocking(false);
			if (sendBufferBytes > 0) {
				channel.setOption(StandardSocketOptions.SO_SNDBUF, sendBufferBytes);
			}
			channel.connect(address);
			return new DatagramConnection(channel, readable);
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
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
