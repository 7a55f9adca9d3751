package io.github.polywire.statsd.connection;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A TCP connection.
 */
final class TcpConnection extends SelectableConnection {

	private static final long SLICE_MILLIS = 50;

	private final SocketChannel channel;

	private TcpConnection(SocketChannel channel) throws IOException {
		super(channel);
		this.channel = channel;
	}

	/**
	 * Connects.
	 * @param address the server's address
	 * @param sendBufferBytes the size of the send buffer, or 0 for the system's
	 * @param timeoutMillis how long to try
	 * @param cancelled whether to try no longer
	 * @return the connection
	 * @throws IOException if there is none
	 */
	static TcpConnection open(SocketAddress address, int sendBufferBytes, long timeoutMillis, BooleanSupplier cancelled)
			throws IOException {
		SocketChannel channel = SocketChannel.open();
		try {
			channel.configureBlocking(false);
			channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
			channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
			if (sendBufferBytes > 0) {
				channel.setOption(StandardSocketOptions.SO_SNDBUF, sendBufferBytes);
			}
			channel.connect(address);
			TcpConnection connection = new TcpConnection(channel);
			connection.awaitConnected(timeoutMillis, cancelled);
			return connection;
		}
		catch (IOException | RuntimeException ex) {
			// Closes its registration too: the selector has no other key.
			channel.close();
			throw ex;
		}
	}

	private void awaitConnected(long timeoutMillis, BooleanSupplier cancelled) throws IOException {
		long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
		try {
			while (!this.channel.finishConnect()) {
				if (cancelled.getAsBoolean() || System.nanoTime() - deadline >= 0) {
					throw new SocketTimeoutException("No answer within " + timeoutMillis + " ms");
				}
				await(SelectionKey.OP_CONNECT, Math.min(SLICE_MILLIS, timeoutMillis));
			}
		}
		catch (IOException ex) {
			super.close();
			throw ex;
		}
	}

	@Override
	int read(ByteBuffer target) throws IOException {
		return this.channel.read(target);
	}

	@Override
	public void write(LineBatch batch) throws IOException {
		this.channel.write(batch.bytes());
	}

	@Override
	public void close() {
		try {
			this.channel.shutdownOutput();
		}
		catch (IOException ex) {
			// The server has closed it already.
		}
		super.close();
	}

}
