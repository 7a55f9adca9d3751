package io.github.polywire.metricq.listener;

import java.io.IOException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import io.github.polywire.localbrokers.LocalRabbit;
import io.github.polywire.metricq.ContainerState;
import io.github.polywire.metricq.DataPoint;
import io.github.polywire.metricq.MetricqDefinitionException;
import io.github.polywire.metricq.annotation.MetricqListener;
import io.github.polywire.metricq.autoconfigure.MetricqAutoConfiguration;
import io.github.polywire.metricq.integration.TestManager;
import io.github.polywire.metricq.observation.MetricqListenerContext;
import io.github.polywire.metricq.wire.ChunkCodec;
import io.github.polywire.metricq.wire.MetricqNames;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import jakarta.validation.constraints.Positive;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.amqp.autoconfigure.RabbitConnectionDetails;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.validation.annotation.Validated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Listeners that are beans of an application: validated, behind proxies, on virtual
 * threads, observed.
 */
class ListenerBeansTests {

	private final LocalRabbit rabbit = LocalRabbit.shared();

	private final String metric = MetricqNames.uniqueToken("test.beans");

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RabbitAutoConfiguration.class, JacksonAutoConfiguration.class,
				ValidationAutoConfiguration.class, MetricqAutoConfiguration.class))
		.withBean(RabbitConnectionDetails.class, this.rabbit::connectionDetails)
		.withPropertyValues("lab.metric=" + this.metric, "metricq.listener.retry.max-retries=0");

	private TestManager manager;

	private Channel channel;

	@BeforeEach
	void start() throws Exception {
		this.manager = new TestManager(this.rabbit);
		this.channel = this.manager.openChannel();
	}

	@AfterEach
	void stop() {
		this.manager.close();
	}

	@Test
	void validatesWhatAValidatedBeanTakes() {
		this.runner.withBean(Checking.class).run((context) -> {
			MetricqListenerContainer container = running(context);
			publish(this.metric, -1);
			publish(this.metric, 2);
			await().until(() -> container.counters().points() == 2 && container.inFlightCount() == 0);
			assertThat(context.getBean(Checking.class).values()).containsExactly(2.0);
			assertThat(container.counters().dropped()).isEqualTo(1);
		});
	}

	@Test
	void callsABeanThroughItsProxyOfInterfaces() {
		AtomicInteger calls = new AtomicInteger();
		Quiet target = new Quiet();
		this.runner.withBean("proxied", Points.class, () -> proxy(target, calls)).run((context) -> {
			running(context);
			publish(this.metric, 2);
			await().until(() -> target.values.size() == 1);
			assertThat(calls).hasValue(1);
			assertThat(context.getBean(MetricqListenerRegistry.class).getContainers()).hasSize(1);
		});
	}

	@Test
	void refusesAMethodThatTheProxyDoesNotHave() {
		this.runner.withBean("proxied", Points.class, () -> proxy(new Hidden(), new AtomicInteger()))
			.run((context) -> assertThat(context.getStartupFailure()).isInstanceOf(MetricqDefinitionException.class)
				.hasMessageContaining("Hidden.hidden()")
				.hasMessageContaining("proxy-target-class"));
	}

	@Test
	void handlesMetricsSideBySideOnThreadsOfThePlatform() {
		this.runner.withBean(Together.class).run((context) -> assertThat(runTogether(context)).containsOnly(false));
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void handlesMetricsSideBySideOnVirtualThreads() {
		this.runner.withBean(Together.class)
			.withPropertyValues("spring.threads.virtual.enabled=true")
			.run((context) -> assertThat(runTogether(context)).containsOnly(true));
	}

	@Test
	void observesAChunkWithTheTraceThatItsHeadersTell() {
		TestObservationRegistry observations = TestObservationRegistry.create();
		List<String> parents = new CopyOnWriteArrayList<>();
		observations.observationConfig().observationHandler(new Parents(parents));
		this.runner.withBean(ObservationRegistry.class, () -> observations).withBean(Checking.class).run((context) -> {
			running(context);
			String parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
			this.channel.basicPublish("metricq.data", this.metric,
					new BasicProperties.Builder().headers(Map.of("traceparent", parent)).build(), chunk(2));
			publish(this.metric, -1);
			await().untilAsserted(() -> TestObservationRegistryAssert.assertThat(observations)
				.hasAnObservation((observation) -> observation.hasNameEqualTo("metricq.listener")
					.hasLowCardinalityKeyValue("listener", "Checking.onPoint")
					.hasLowCardinalityKeyValue("outcome", "success"))
				.hasAnObservation((observation) -> observation.hasNameEqualTo("metricq.listener")
					.hasLowCardinalityKeyValue("outcome", "error")));
			assertThat(parents).containsExactly(parent, "none");
		});
	}

	private Queue<Boolean> runTogether(AssertableApplicationContext context) throws IOException {
		running(context);
		for (int i = 0; i < 32; i++) {
			// Names whose hashes fall on 32 lanes evenly.
			publish(Together.NAMES.get(i), 1);
		}
		Together together = context.getBean(Together.class);
		await().until(() -> together.virtual.size() == 32);
		return together.virtual;
	}

	private static Points proxy(Points target, AtomicInteger calls) {
		ProxyFactory factory = new ProxyFactory(new Class<?>[] { Points.class });
		factory.setTarget(target);
		factory.addAdvice((MethodInterceptor) (invocation) -> {
			if (invocation.getMethod().getName().equals("onPoint")) {
				calls.incrementAndGet();
			}
			return invocation.proceed();
		});
		return (Points) factory.getProxy();
	}

	private static MetricqListenerContainer running(AssertableApplicationContext context) {
		assertThat(context).hasNotFailed();
		MetricqListenerContainer container = context.getBean(MetricqListenerRegistry.class)
			.getContainers()
			.iterator()
			.next();
		await().atMost(Duration.ofSeconds(30)).until(() -> container.state() == ContainerState.RUNNING);
		return container;
	}

	private void publish(String name, double value) throws IOException {
		this.channel.basicPublish("metricq.data", name, null, chunk(value));
	}

	private static byte[] chunk(double value) {
		return ChunkCodec.encode(new long[] { 1 }, new double[] { value }, 1);
	}

	/** Notes the parent of a trace. */
	private record Parents(List<String> parents) implements ObservationHandler<MetricqListenerContext> {

		@Override
		public void onStart(MetricqListenerContext context) {
			String parent = context.getGetter().get(context.getCarrier(), "traceparent");
			this.parents.add((parent != null) ? parent : "none");
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return context instanceof MetricqListenerContext;
		}

	}

	@Validated
	static class Checking {

		private final List<Double> values = new CopyOnWriteArrayList<>();

		@MetricqListener(metrics = "${lab.metric}")
		void onPoint(@Positive double value) {
			this.values.add(value);
		}

		List<Double> values() {
			return this.values;
		}

	}

	interface Points {

		@MetricqListener(metrics = "${lab.metric}")
		void onPoint(DataPoint point);

	}

	static class Quiet implements Points {

		private final List<Double> values = new CopyOnWriteArrayList<>();

		@Override
		public void onPoint(DataPoint point) {
			this.values.add(point.value());
		}

	}

	static class Hidden extends Quiet {

		@MetricqListener(metrics = "lab.hidden")
		void hidden(DataPoint point) {
		}

	}

	static class Together {

		static final List<String> NAMES = names();

		private final CountDownLatch all = new CountDownLatch(32);

		private final Queue<Boolean> virtual = new ConcurrentLinkedQueue<>();

		@MetricqListener(metrics = "lab.together.#", concurrency = "32")
		void onPoint(DataPoint point) throws Exception {
			this.all.countDown();
			if (!this.all.await(60, TimeUnit.SECONDS)) {
				throw new IllegalStateException("Alone");
			}
			this.virtual.add(isVirtual());
		}

		private static boolean isVirtual() throws Exception {
			try {
				Method method = Thread.class.getMethod("isVirtual");
				return (Boolean) method.invoke(Thread.currentThread());
			}
			catch (NoSuchMethodException ex) {
				return false;
			}
		}

		private static List<String> names() {
			Map<Integer, String> byLane = new ConcurrentHashMap<>();
			for (int i = 0; byLane.size() < 32; i++) {
				String name = "lab.together." + i;
				int hash = name.hashCode();
				byLane.putIfAbsent(Math.floorMod(hash ^ (hash >>> 16), 32), name);
			}
			return List.copyOf(byLane.values());
		}

	}

}
