package io.github.polywire.benchmarks.dxlstreaming;

import java.util.List;
import java.util.Map;

import io.github.polywire.benchmarks.harness.Applications;
import io.github.polywire.dxlstreaming.annotation.DxlStreamListener;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/**
 * An application that listens with the starter.
 */
final class OursReader implements Reader {

	private final String url;

	private final String username;

	private final String password;

	OursReader(String url, String username, String password) {
		this.url = url;
		this.username = username;
		this.password = password;
	}

	@Override
	public String name() {
		return "ours";
	}

	@Override
	public AutoCloseable read(String topic, String group, Arrivals arrivals) {
		return Applications.run(Application.class,
				Map.of("dxl.streaming.enabled", true, "dxl.streaming.base-url", this.url, "dxl.streaming.auth.username",
						this.username, "dxl.streaming.auth.password", this.password, "benchmarks.topic", topic,
						"benchmarks.group", group),
				(context) -> context.getBeanFactory().registerSingleton("arrivals", arrivals));
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		private final Arrivals arrivals;

		Application(Arrivals arrivals) {
			this.arrivals = arrivals;
		}

		@DxlStreamListener(topics = "${benchmarks.topic}", group = "${benchmarks.group}",
				offset = DxlStreamListener.EARLIEST, pollInterval = "0ms", configs = "max.poll.records=" + Reader.BATCH)
		void on(List<Event> events) {
			this.arrivals.arrived(events);
		}

	}

}
