package io.github.polywire.dxlstreaming;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A server over sockets that keeps connections open, for answers that no HTTP server
 * would give.
 */
public final class RawService implements AutoCloseable {

	private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private final Script script;

	private RawService(Script script) throws IOException {
		this.script = script;
		this.executor.execute(this::accept);
	}

	public static RawService start(Script script) throws IOException {
		return new RawService(script);
	}

	private void accept() {
		while (!this.server.isClosed()) {
			try {
				Socket socket = this.server.accept();
				this.sockets.add(socket);
				this.executor.execute(() -> serve(socket));
			}
			catch (IOException ex) {
				return;
			}
		}
	}

	private void serve(Socket socket) {
		try (socket) {
			InputStream in = socket.getInputStream();
			for (String head = head(in); !head.isEmpty(); head = head(in)) {
				String line = head.substring(0, head.indexOf(" HTTP/"));
				in.readNBytes(length(head));
				this.requests.add(line);
				this.script.answer(line, socket.getOutputStream());
			}
		}
		catch (IOException ex) {
			// The connection ends.
		}
	}

	private static String head(InputStream in) throws IOException {
		StringBuilder head = new StringBuilder();
		for (int c = in.read(); c >= 0; c = in.read()) {
			head.append((char) c);
			if (head.indexOf("\r\n\r\n") >= 0) {
				return head.toString();
			}
		}
		return "";
	}

	private static int length(String head) {
		return head.lines()
			.filter((line) -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
			.mapToInt((line) -> Integer.parseInt(line.substring("content-length:".length()).strip()))
			.findFirst()
			.orElse(0);
	}

	public String url() {
		return "http://127.0.0.1:" + this.server.getLocalPort();
	}

	public List<String> requests() {
		return this.requests;
	}

	public static void write(OutputStream out, String body, String... headers) throws IOException {
		String head = "HTTP/1.1 200 OK\r\nContent-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n"
				+ String.join("", headers) + "\r\n";
		out.write((head + body).getBytes(StandardCharsets.UTF_8));
		out.flush();
	}

	/**
	 * Answers as a service that is well, except to polls.
	 * @param line method and path
	 * @param out the connection
	 * @return whether it was answered
	 */
	public static boolean answerUsual(String line, OutputStream out) throws IOException {
		if (line.endsWith("/records")) {
			return false;
		}
		if (line.endsWith("/login")) {
			write(out, "{\"AuthorizationToken\": \"T\"}");
		}
		else if (line.endsWith("/consumers")) {
			write(out, "{\"consumerInstanceId\": \"I\"}", "Set-Cookie: AWSALB=C\r\n");
		}
		else {
			write(out, "");
		}
		return true;
	}

	@Override
	public void close() throws IOException {
		this.server.close();
		for (Socket socket : this.sockets) {
			socket.close();
		}
		this.executor.shutdownNow();
	}

	/** Answers requests; closes the connection by an exception. */
	@FunctionalInterface
	public interface Script {

		void answer(String line, OutputStream out) throws IOException;

	}

}
