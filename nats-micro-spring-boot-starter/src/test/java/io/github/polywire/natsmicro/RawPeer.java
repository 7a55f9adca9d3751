package io.github.polywire.natsmicro;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

import io.github.polywire.localbrokers.LocalNats;

/**
 * A peer that answers one request with any frame, also those that no client sends.
 */
public final class RawPeer implements AutoCloseable {

	private final Socket socket;

	private final BufferedReader in;

	private final OutputStream out;

	/**
	 * Connects.
	 * @param nats the server
	 * @throws IOException if it cannot be reached
	 */
	public RawPeer(LocalNats nats) throws IOException {
		URI uri = URI.create(nats.url());
		this.socket = new Socket(uri.getHost(), uri.getPort());
		this.in = new BufferedReader(new InputStreamReader(this.socket.getInputStream(), StandardCharsets.UTF_8));
		this.out = this.socket.getOutputStream();
	}

	/**
	 * Answers the next request, from when the server knows of the subject.
	 * @param subject the subject
	 * @param frame makes the frame, given where the answer goes
	 * @throws IOException if the server cannot be told
	 */
	public void answer(String subject, UnaryOperator<String> frame) throws IOException {
		write("CONNECT {\"verbose\":false,\"headers\":true}\r\nSUB " + subject + " 1\r\nPING\r\n");
		awaitLine("PONG");
		Thread thread = new Thread(() -> {
			try {
				String[] request = awaitLine(subject).split(" ");
				write(frame.apply(request[3]));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		});
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * Publishes a request with headers as they are given, from when the server has it.
	 * @param subject the subject
	 * @param header a line of the headers, perhaps one that no client would send
	 * @throws IOException if the server cannot be told
	 */
	public void publish(String subject, String header) throws IOException {
		String headers = "NATS/1.0\r\n" + header + "\r\n\r\n";
		int length = headers.getBytes(StandardCharsets.UTF_8).length;
		write("CONNECT {\"verbose\":false,\"headers\":true}\r\nHPUB %s raw.reply %d %d\r\n%s\r\nPING\r\n"
			.formatted(subject, length, length, headers));
		awaitLine("PONG");
	}

	private String awaitLine(String part) throws IOException {
		String line = this.in.readLine();
		while (line != null && !line.contains(part)) {
			line = this.in.readLine();
		}
		if (line == null) {
			throw new IOException("The server closed the connection");
		}
		return line;
	}

	private void write(String text) throws IOException {
		this.out.write(text.getBytes(StandardCharsets.UTF_8));
		this.out.flush();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
