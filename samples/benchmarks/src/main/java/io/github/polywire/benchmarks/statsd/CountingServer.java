package io.github.polywire.benchmarks.statsd;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.ServerSocket;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.github.polywire.benchmarks.harness.ServerLauncher;
import io.github.polywire.benchmarks.harness.ServerProcess;
import io.github.polywire.localbrokers.LineServer;
import io.github.polywire.localbrokers.LineTally;
import org.jspecify.annotations.Nullable;

/**
 * A line server in a JVM of its own, which counts in a mapped file, so that it can be
 * killed and what it had read is known.
 */
final class CountingServer implements AutoCloseable {

	private static final long SETTLED_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

	private final ServerLauncher servers;

	private final Path file;

	private final int perThread;

	private final int port;

	private final LineTally tally;

	private @Nullable ServerProcess process;

	CountingServer(ServerLauncher servers, int perThread) throws IOException, InterruptedException {
		this.servers = servers;
		this.perThread = perThread;
		this.file = Files.createTempFile("statsd-tally", ".bin");
		this.tally = map(this.file, perThread);
		try (ServerSocket probe = new ServerSocket(0)) {
			this.port = probe.getLocalPort();
		}
		start();
	}

	static AutoCloseable serve(List<String> roles) throws IOException {
		return new LineServer(Integer.parseInt(roles.get(0)),
				map(Path.of(roles.get(1)), Integer.parseInt(roles.get(2))));
	}

	private static LineTally map(Path file, int perThread) throws IOException {
		int size = LineTally.size(Recorder.THREADS, perThread);
		try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
			MappedByteBuffer memory = access.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, size);
			return new LineTally(memory, Recorder.THREADS, perThread);
		}
	}

	int port() {
		return this.port;
	}

	void start() throws IOException, InterruptedException {
		this.process = this.servers
			.start(List.of(String.valueOf(this.port), this.file.toString(), String.valueOf(this.perThread)), Map.of());
	}

	void kill() throws InterruptedException {
		if (this.process != null) {
			this.process.kill();
		}
	}

	/**
	 * Waits until all lines came, or none for a while.
	 * @param sentPerThread how many lines each thread sent
	 * @return what came, and when the last of it did
	 */
	Arrival await(int sentPerThread) {
		LineTally.Result result = this.tally.result(sentPerThread);
		long lastNanos = System.nanoTime();
		while (result.lost() > 0 && System.nanoTime() - lastNanos < SETTLED_NANOS) {
			LockSupport.parkNanos(LOOK_NANOS);
			LineTally.Result next = this.tally.result(sentPerThread);
			if (next.delivered() != result.delivered()) {
				lastNanos = System.nanoTime();
			}
			result = next;
		}
		return new Arrival(this.tally.result(sentPerThread), lastNanos);
	}

	@Override
	public void close() throws IOException, InterruptedException {
		if (this.process != null) {
			this.process.close();
		}
		Files.deleteIfExists(this.file);
	}

	/**
	 * What arrived.
	 *
	 * @param lines the lines
	 * @param lastNanos when the last of them was seen
	 */
	record Arrival(LineTally.Result lines, long lastNanos) {
	}

}
