package io.github.polywire.dxlstreaming.test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpServer;
import io.github.polywire.dxlstreaming.DxlRawRecord;
import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * A streaming service in memory, for tests: logins, tokens, cookies, consumer groups,
 * partitions and offsets, on a random port of this machine. It can be told to fail.
 * Thread-safe; to be closed.
 */
public final class DxlStreamTestServer implements AutoCloseable {

	/** The name of the user who may log in. */
	public static final String USERNAME = "me";

	/** The user's password. */
	public static final String PASSWORD = "secret";

	private final HttpServer server;

	private final ExecutorService executor;

	private final FakeStreams streams;

	private final FakeTokens tokens = new FakeTokens();

	private final Deque<Integer> failures = new ArrayDeque<>();

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private DxlStreamTestServer(int partitions) {
		this.streams = new FakeStreams(partitions);
		CustomizableThreadFactory threads = new CustomizableThreadFactory("dxl-test-server-");
		threads.setDaemon(true);
		this.executor = Executors.newCachedThreadPool(threads);
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new IllegalStateException("The test server cannot listen", ex);
		}
		this.server.setExecutor(this.executor);
		this.server.createContext("/", new FakeServiceHandler(this.streams, this.tokens, this::next));
		this.server.start();
	}

	/**
	 * Starts a server whose topics have three partitions.
	 * @return the server
	 */
	public static DxlStreamTestServer start() {
		return start(3);
	}

	/**
	 * Starts a server.
	 * @param partitions how many partitions each topic has
	 * @return the server
	 */
	public static DxlStreamTestServer start(int partitions) {
		return new DxlStreamTestServer(partitions);
	}

	/**
	 * Where the server is.
	 * @return the URL for {@code dxl.streaming.base-url}
	 */
	public String url() {
		InetSocketAddress address = this.server.getAddress();
		return "http://" + address.getAddress().getHostAddress() + ":" + address.getPort();
	}

	/**
	 * The properties that connect an application to this server.
	 * @return properties as in {@code name=value}
	 */
	public String[] properties() {
		return new String[] { "dxl.streaming.base-url=" + url(), "dxl.streaming.auth.username=" + USERNAME,
				"dxl.streaming.auth.password=" + PASSWORD };
	}

	/**
	 * Adds a record to a topic, which comes into being.
	 * @param topic the topic
	 * @param shardingKey chooses the partition, or {@code null} for the first
	 * @param json the payload
	 * @return the record
	 */
	public DxlRawRecord publish(String topic, @Nullable String shardingKey, String json) {
		return this.streams.appendText(topic, shardingKey, Map.of(), json);
	}

	/**
	 * Adds a record to a topic, which comes into being.
	 * @param topic the topic
	 * @param shardingKey chooses the partition, or {@code null} for the first
	 * @param headers its headers
	 * @param payload the payload as on the wire, which need not be base64
	 * @return the record
	 */
	public DxlRawRecord publishRaw(String topic, @Nullable String shardingKey, Map<String, String> headers,
			@Nullable String payload) {
		return this.streams.append(topic, shardingKey, headers, payload);
	}

	/**
	 * The records of a topic, by partition.
	 * @param topic the topic
	 * @return the records, those that were sent among them
	 */
	public List<DxlRawRecord> records(String topic) {
		return this.streams.records(topic);
	}

	/**
	 * How many records of a topic a group has committed.
	 * @param group the group
	 * @param topic the topic
	 * @return the number
	 */
	public long committed(String group, String topic) {
		return this.streams.committedRecords(group, topic);
	}

	/**
	 * Answers requests with a failure, except logins.
	 * @param status the status
	 * @param times how many requests
	 */
	public void failNext(int status, int times) {
		synchronized (this.failures) {
			for (int i = 0; i < times; i++) {
				this.failures.add(status);
			}
		}
	}

	private @Nullable Integer next(String request) {
		this.requests.add(request);
		synchronized (this.failures) {
			return request.contains("/identity/") ? null : this.failures.poll();
		}
	}

	/**
	 * Refuses all tokens that were given.
	 */
	public void expireTokens() {
		this.tokens.expire();
	}

	/**
	 * Forgets all consumers, as a restart does.
	 */
	public void removeConsumers() {
		this.streams.removeAll();
	}

	/**
	 * How many logins succeeded.
	 * @return the number
	 */
	public int logins() {
		return this.tokens.logins();
	}

	/**
	 * How many consumers live.
	 * @return the number
	 */
	public int consumers() {
		return this.streams.livingConsumers();
	}

	/**
	 * How many consumers were made.
	 * @return the number
	 */
	public int createdConsumers() {
		return this.streams.createdConsumers();
	}

	/**
	 * The requests that came.
	 * @return method and path of each
	 */
	public List<String> requests() {
		return new ArrayList<>(this.requests);
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.executor.shutdownNow();
	}

}
