package io.github.polywire.rabibridge.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Listens on another address and forwards all bytes to a port of this machine.
 */
final class Forwarder implements AutoCloseable {

	private final ServerSocket listener;

	private final int port;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	Forwarder(String address, int port) throws IOException {
		this.listener = new ServerSocket(0, 50, InetAddress.getByName(address));
		this.port = port;
		this.threads.execute(this::accept);
	}

	int port() {
		return this.listener.getLocalPort();
	}

	private void accept() {
		try {
			while (true) {
				Socket from = this.listener.accept();
				Socket to = new Socket("127.0.0.1", this.port);
				this.threads.execute(() -> copy(from, to));
				this.threads.execute(() -> copy(to, from));
			}
		}
		catch (IOException ex) {
			// Closed.
		}
	}

	private static void copy(Socket from, Socket to) {
		try (from; to) {
			from.getInputStream().transferTo(to.getOutputStream());
		}
		catch (IOException ex) {
			// Closed by the other direction.
		}
	}

	@Override
	public void close() {
		try {
			this.listener.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.threads.shutdownNow();
	}

}
