package io.github.polywire.dxlstreaming;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP server that answers as a test says, and remembers what was asked.
 */
public final class StubService implements AutoCloseable {

	private final HttpServer server;

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final List<Request> requests = new CopyOnWriteArrayList<>();

	private StubService(Function<Request, Reply> script) throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.setExecutor(this.executor);
		this.server.createContext("/", (exchange) -> answer(exchange, script));
		this.server.start();
	}

	public static StubService start(Function<Request, Reply> script) throws IOException {
		return new StubService(script);
	}

	private void answer(HttpExchange exchange, Function<Request, Reply> script) throws IOException {
		try (exchange) {
			Request request = new Request(exchange.getRequestMethod(), exchange.getRequestURI().toString(),
					Map.copyOf(exchange.getRequestHeaders()),
					new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
			this.requests.add(request);
			Reply reply = script.apply(request);
			byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
			reply.headers().forEach(exchange.getResponseHeaders()::set);
			exchange.sendResponseHeaders(reply.status(), (body.length > 0) ? body.length : -1);
			exchange.getResponseBody().write(body);
		}
	}

	public String url() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort();
	}

	public List<Request> requests() {
		return this.requests;
	}

	/** The requests as method and last part of the path. */
	public List<String> timeline() {
		return this.requests.stream().map(Request::step).toList();
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.executor.shutdownNow();
	}

	public record Request(String method, String path, Map<String, List<String>> headers, String body) {

		public @Nullable String header(String name) {
			List<String> values = this.headers.get(name);
			return (values != null) ? String.join(" + ", values) : null;
		}

		public String step() {
			String plain = this.path.replaceAll("\\?.*", "");
			return this.method + " " + plain.substring(plain.lastIndexOf('/') + 1);
		}

	}

	public record Reply(int status, Map<String, String> headers, String body) {

		public static Reply of(int status, String body) {
			return new Reply(status, Map.of(), body);
		}

		/** What a service that is well answers. */
		public static Reply usual(Request request) {
			return switch (request.step()) {
				case "GET login" -> of(200, "{\"AuthorizationToken\": \"T\"}");
				case "POST consumers" ->
					new Reply(200, Map.of("Set-Cookie", "AWSALB=C"), "{\"consumerInstanceId\": \"I\"}");
				case "GET records" -> of(200, "{\"records\": []}");
				default -> of(204, "");
			};
		}

	}

}
