package io.github.polywire.benchmarks.metricq;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import com.sun.management.OperatingSystemMXBean;
import io.github.polywire.benchmarks.metricq.FlowSeries.Measured;
import org.HdrHistogram.Histogram;

import org.springframework.util.Assert;

/**
 * Measures flows in turn, in several rounds, every other one in reverse, so that what
 * else the machine does meets them alike. The sender is kept from running away from the
 * sink.
 */
final class FlowDriver {

	private static final int ROUNDS = 5;

	private static final double LONGEST_WARM_UP_SECONDS = 3;

	private static final double LEAD_IN_SHARE = 0.1;

	private static final int MAX_CHUNKS_ON_THEIR_WAY = 2000;

	private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

	private static final int PATIENCE_SECONDS = 60;

	private static final int SIGNIFICANT_DIGITS = 3;

	private final double seconds;

	private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

	/**
	 * Creates a driver.
	 * @param seconds how long to measure each series, all rounds together
	 */
	FlowDriver(double seconds) {
		this.seconds = seconds;
	}

	void measure(List<FlowSeries> series) throws Exception {
		for (FlowSeries each : series) {
			drive(each, 0, Math.min(this.seconds / 2, LONGEST_WARM_UP_SECONDS));
		}
		List<FlowSeries> order = new ArrayList<>(series);
		for (int round = 0; round < ROUNDS; round++) {
			for (FlowSeries each : order) {
				double window = this.seconds / ROUNDS;
				each.add(drive(each, window * LEAD_IN_SHARE, window));
			}
			Collections.reverse(order);
		}
	}

	private Measured drive(FlowSeries series, double leadIn, double window) throws Exception {
		PointFlow flow = series.flow();
		flow.chunkSize(series.chunkSize());
		Drive drive = new Drive(flow, series.chunkSize());
		drive.runFor(leadIn);
		long startNanos = System.nanoTime();
		long received = flow.check().received();
		long cpuNanos = this.system.getProcessCpuTime();
		drive.sendNanos.reset();
		drive.runFor(window);
		double elapsed = System.nanoTime() - startNanos;
		double points = Math.max(1, flow.check().received() - received);
		cpuNanos = this.system.getProcessCpuTime() - cpuNanos;
		drive.end();
		return new Measured(points / elapsed * TimeUnit.SECONDS.toNanos(1), cpuNanos / points,
				drive.sendNanos.getValueAtPercentile(50) / (double) series.chunkSize());
	}

	/**
	 * Sends one chunk after the other.
	 */
	private static final class Drive {

		private final Histogram sendNanos = new Histogram(SIGNIFICANT_DIGITS);

		private final PointFlow flow;

		private final int chunkSize;

		private long sent;

		private Drive(PointFlow flow, int chunkSize) {
			this.flow = flow;
			this.chunkSize = chunkSize;
			this.sent = flow.check().received();
		}

		private void runFor(double seconds) throws Exception {
			long end = System.nanoTime() + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
			long now = System.nanoTime();
			while (now - end < 0) {
				if (this.sent - this.flow.check().received() >= MAX_CHUNKS_ON_THEIR_WAY * (long) this.chunkSize) {
					this.flow.pausing();
					LockSupport.parkNanos(PAUSE_NANOS);
				}
				else {
					sendChunk();
				}
				now = System.nanoTime();
			}
		}

		private void sendChunk() throws Exception {
			long begun = System.nanoTime();
			for (int i = 0; i < this.chunkSize; i++) {
				this.flow.send(Points.timeNanos(this.sent), Points.value(this.sent));
				this.sent++;
			}
			this.sendNanos.recordValue(System.nanoTime() - begun);
		}

		private void end() throws Exception {
			this.flow.flush();
			long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
			while (this.flow.check().received() < this.sent) {
				Assert.state(System.nanoTime() - deadline < 0, () -> "Of %d points that %s sent, %d came"
					.formatted(this.sent, this.flow.name(), this.flow.check().received()));
				LockSupport.parkNanos(PAUSE_NANOS);
			}
		}

	}

}
