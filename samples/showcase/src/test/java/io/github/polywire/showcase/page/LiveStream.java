package io.github.polywire.showcase.page;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An open page as the server sees it, on a socket of its own. It speaks HTTP/1.0, in
 * which events are not divided into chunks, and the end of the connection is theirs.
 */
final class LiveStream implements AutoCloseable {

	private final Socket socket;

	private final Map<String, JsonNode> latest = new ConcurrentHashMap<>();

	private volatile boolean ended;

	private volatile String head = "";

	private LiveStream(Socket socket) {
		this.socket = socket;
	}

	/**
	 * Opens a stream that nobody reads.
	 * @param port the server's port
	 * @return the stream
	 */
	static LiveStream unread(int port) throws IOException {
		Socket socket = new Socket();
		socket.setReceiveBufferSize(4096);
		socket.connect(new InetSocketAddress("localhost", port));
		socket.getOutputStream()
			.write("GET /api/live HTTP/1.0\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"
				.getBytes(StandardCharsets.US_ASCII));
		return new LiveStream(socket);
	}

	/**
	 * Opens a stream whose events are kept.
	 * @param port the server's port
	 * @return the stream
	 */
	static LiveStream read(int port) throws IOException {
		LiveStream stream = unread(port);
		Thread reader = new Thread(stream::read, "live-stream-reader");
		reader.setDaemon(true);
		reader.start();
		return stream;
	}

	private void read() {
		try (InputStream input = this.socket.getInputStream();
				BufferedReader lines = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8))) {
			StringBuilder headers = new StringBuilder();
			String event = "";
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				if (this.head.isEmpty()) {
					headers.append(line).append('\n');
					this.head = line.isEmpty() ? headers.toString() : "";
				}
				else if (line.startsWith("event: ")) {
					event = line.substring(7);
				}
				else if (line.startsWith("data: ")) {
					this.latest.put(event, JsonMapper.shared().readTree(line.substring(6)));
				}
			}
		}
		catch (IOException ex) {
			// Told by what follows.
		}
		this.ended = true;
	}

	/**
	 * What the server answered before the events.
	 * @return status and headers, empty before they came
	 */
	String head() {
		return this.head;
	}

	/**
	 * The last event of a name.
	 * @param name the name
	 * @return its data, a missing node before it came
	 */
	JsonNode latest(String name) {
		return this.latest.getOrDefault(name, JsonMapper.shared().missingNode());
	}

	/**
	 * Forgets the events that came.
	 */
	void forget() {
		this.latest.clear();
	}

	boolean isEnded() {
		return this.ended;
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
