package io.github.polywire.benchmarks.metricq;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;

import javax.net.SocketFactory;

import org.jspecify.annotations.Nullable;

/**
 * Makes a socket that flushes when its user says so and not after every message, as
 * amqp-client does.
 */
final class CoalescingSockets extends SocketFactory {

	private static final int BUFFER_SIZE = 64 * 1024;

	private @Nullable CoalescingOutput output;

	/**
	 * Flushes no more but by {@link #flush()}, or as amqp-client wants it again.
	 * @param coalesce whether to let writes coalesce
	 */
	void coalesce(boolean coalesce) {
		output().coalescing = coalesce;
	}

	void flush() throws IOException {
		output().flushNow();
	}

	private CoalescingOutput output() {
		if (this.output == null) {
			throw new IllegalStateException("There is no connection yet");
		}
		return this.output;
	}

	@Override
	public Socket createSocket() {
		return new Socket() {

			@Override
			public OutputStream getOutputStream() throws IOException {
				CoalescingOutput opened = new CoalescingOutput(super.getOutputStream());
				CoalescingSockets.this.output = opened;
				return opened;
			}

		};
	}

	@Override
	public Socket createSocket(String host, int port) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Socket createSocket(InetAddress host, int port) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
		throw new UnsupportedOperationException();
	}

	private static final class CoalescingOutput extends BufferedOutputStream {

		private volatile boolean coalescing;

		private CoalescingOutput(OutputStream out) {
			super(out, BUFFER_SIZE);
		}

		@Override
		public void flush() throws IOException {
			if (!this.coalescing) {
				super.flush();
			}
		}

		private void flushNow() throws IOException {
			super.flush();
		}

	}

}
