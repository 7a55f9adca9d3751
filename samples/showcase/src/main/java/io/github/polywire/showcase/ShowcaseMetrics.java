package io.github.polywire.showcase;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import com.sun.management.OperatingSystemMXBean;
import io.github.polywire.metricq.DataPoint;
import io.github.polywire.metricq.annotation.MetricqListener;
import io.github.polywire.metricq.annotation.MetricqMetric;

import org.springframework.stereotype.Component;

/**
 * What the showcase sends on the MetricQ network, and hears of it there. The network's
 * database, in this application too, keeps it for those who ask for the past.
 */
@Component
public class ShowcaseMetrics {

	private static final String HEAP = "showcase.jvm.heap";

	private static final String CPU = "showcase.cpu.load";

	private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

	private final Map<String, DataPoint> latest = new ConcurrentHashMap<>();

	@MetricqMetric(name = HEAP, unit = "B", description = "Heap in use", period = "1s")
	double heap() {
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	@MetricqMetric(name = CPU, description = "Share of the machine's processors in use", period = "1s")
	OptionalDouble cpuLoad() {
		// Negative where the JVM cannot tell, as in its first moments.
		double load = this.system.getCpuLoad();
		return (load >= 0) ? OptionalDouble.of(load) : OptionalDouble.empty();
	}

	@MetricqListener(metrics = { HEAP, CPU })
	void onPoint(DataPoint point) {
		this.latest.put(point.metric(), point);
	}

	/**
	 * The last point of each metric that came back from the network.
	 * @return the points by metric
	 */
	public Map<String, DataPoint> latest() {
		return new TreeMap<>(this.latest);
	}

}
