package io.github.polywire.benchmarks.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The server side of a benchmark: another JVM, which ends when this one does.
 */
public final class ServerProcess implements AutoCloseable {

	private static final String READY = "polywire-benchmarks-ready";

	private static final int PATIENCE_SECONDS = 60;

	private final Process process;

	private final long startedNanos = System.nanoTime();

	private final CompletableFuture<Void> ready = new CompletableFuture<>();

	ServerProcess(ProcessBuilder builder) throws IOException {
		this.process = builder.start();
		Thread reader = new Thread(this::readOutput, "benchmark-server-output");
		reader.setDaemon(true);
		reader.start();
	}

	/**
	 * Runs in the other process: tells that it is ready, and returns when it shall end.
	 * @param toParent the way to the parent process
	 * @param fromParent ends with the parent process
	 * @throws IOException if the parent is not there
	 */
	public static void awaitEnd(PrintStream toParent, InputStream fromParent) throws IOException {
		toParent.println(READY);
		while (fromParent.read() >= 0) {
			// The parent only ever closes it.
		}
	}

	/**
	 * How long ago the process was started.
	 * @return the time in seconds
	 */
	public double age() {
		return (System.nanoTime() - this.startedNanos) / (double) TimeUnit.SECONDS.toNanos(1);
	}

	/**
	 * The processor time that this JVM and that of the server side have taken so far.
	 * @return the time in nanoseconds
	 */
	public long cpuNanos() {
		return cpuTime(ProcessHandle.current()) + cpuTime(this.process.toHandle());
	}

	private static long cpuTime(ProcessHandle handle) {
		return handle.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
	}

	void awaitReady() throws IOException, InterruptedException {
		try {
			this.ready.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
		}
		catch (ExecutionException | TimeoutException ex) {
			close();
			throw new IOException("The server side did not start", ex);
		}
	}

	private void readOutput() {
		try (BufferedReader reader = this.process.inputReader(StandardCharsets.UTF_8)) {
			String line = reader.readLine();
			while (line != null) {
				if (line.equals(READY)) {
					this.ready.complete(null);
				}
				else {
					System.err.println(line);
				}
				line = reader.readLine();
			}
		}
		catch (IOException ex) {
			// It ended, as below.
		}
		this.ready.completeExceptionally(new IOException("The process ended"));
	}

	/**
	 * Ends the process at once, whatever it is doing.
	 * @throws InterruptedException if the thread is interrupted
	 */
	public void kill() throws InterruptedException {
		this.process.destroyForcibly().waitFor();
	}

	@Override
	public void close() throws InterruptedException {
		try {
			this.process.getOutputStream().close();
		}
		catch (IOException ex) {
			// It has ended.
		}
		if (!this.process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
			this.process.destroyForcibly();
			throw new IllegalStateException(
					"The server side did not end within %d s of being told to".formatted(PATIENCE_SECONDS));
		}
	}

}
