package io.github.polywire.showcase.page;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.polywire.natsmicro.MicroDiscoveryLimits;
import io.github.polywire.natsmicro.MicroDiscoveryOperations;
import io.github.polywire.natsmicro.MicroEndpointStats;
import io.github.polywire.natsmicro.MicroServiceInfo;
import io.github.polywire.natsmicro.MicroServiceStats;
import io.github.polywire.natsmicro.NatsMicroException;
import io.github.polywire.natsmicro.connection.NatsConnectionManager;
import io.github.polywire.showcase.page.ConnectionState.Status;
import io.nats.client.Connection;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * The services that are found on the NATS network, whoever runs them.
 */
@Component
class NatsMicroPanel implements Panel {

	private static final int MAX_INSTANCES = 100;

	private static final int MAX_ENDPOINTS = 50;

	/** Services on the local network answer within a few milliseconds. */
	private static final MicroDiscoveryLimits LIMITS = new MicroDiscoveryLimits(Duration.ofMillis(800), MAX_INSTANCES,
			Duration.ofMillis(100));

	private final NatsConnectionManager manager;

	private final MicroDiscoveryOperations discovery;

	/**
	 * What the instances say of themselves, by id, which does not change while they run.
	 */
	private Map<String, MicroServiceInfo> infos = Map.of();

	NatsMicroPanel(NatsConnectionManager manager, MicroDiscoveryOperations discovery) {
		this.manager = manager;
		this.discovery = discovery;
	}

	@Override
	public String name() {
		return "natsmicro";
	}

	@Override
	public Reading read() {
		ConnectionState state = state();
		List<Instance> instances = (state.status() == Status.UP) ? instances() : List.of();
		return new Reading(state, new Content(instances, instances.size() == MAX_INSTANCES));
	}

	private ConnectionState state() {
		Connection connection = this.manager.connection();
		if (connection.getStatus() == Connection.Status.CONNECTED) {
			return new ConnectionState(Status.UP, "Connected to NATS at " + this.manager.servers() + "."
					+ Texts.reconnected(this.manager.reconnectCount()));
		}
		return new ConnectionState(Status.DOWN,
				"NATS at " + this.manager.servers() + " cannot be reached" + Texts.because(this.manager.failure())
						+ ". Requests fail until it is back; the showcase keeps trying, and then goes on by itself.");
	}

	private List<Instance> instances() {
		try {
			List<MicroServiceStats> found = ask(this.discovery.statsStream(null, LIMITS));
			if (!found.stream().allMatch((stats) -> this.infos.containsKey(stats.id()))) {
				this.infos = ask(this.discovery.infoStream(null, LIMITS)).stream()
					.collect(Collectors.toMap(MicroServiceInfo::id, Function.identity(), (info, other) -> info,
							HashMap::new));
			}
			return found.stream()
				.map((stats) -> Instance.of(stats, this.infos.get(stats.id())))
				.sorted(Comparator.comparing(Instance::service).thenComparing(Instance::id))
				.toList();
		}
		catch (NatsMicroException ex) {
			// The connection was lost meanwhile, which the next reading tells.
			return List.of();
		}
	}

	private static <T> List<T> ask(Stream<T> answers) {
		try (answers) {
			return answers.toList();
		}
	}

	/**
	 * What the panel shows.
	 *
	 * @param instances the instances of all services, by service
	 * @param more whether there may be more
	 */
	record Content(List<Instance> instances, boolean more) {

	}

	/**
	 * What the panel shows of an instance.
	 *
	 * @param id what no other instance has
	 * @param service the service that it is an instance of
	 * @param version the version of the service
	 * @param description the description of the service, perhaps empty
	 * @param endpoints its endpoints
	 */
	record Instance(String id, String service, String version, String description, List<Endpoint> endpoints) {

		private static Instance of(MicroServiceStats stats, @Nullable MicroServiceInfo info) {
			return new Instance(Texts.bounded(stats.id()), Texts.bounded(stats.name()), Texts.bounded(stats.version()),
					(info != null) ? Texts.bounded(info.description()) : "",
					stats.endpoints().stream().limit(MAX_ENDPOINTS).map(Endpoint::of).toList());
		}

	}

	/**
	 * What the panel shows of an endpoint.
	 *
	 * @param subject the subject that it is called by
	 * @param requests how many requests it took
	 * @param errors how many of them it answered with an error
	 * @param averageMillis how long it took on average
	 * @param lastError the last of these errors, perhaps empty
	 */
	record Endpoint(String subject, long requests, long errors, double averageMillis, String lastError) {

		private static final double NANOS_PER_MILLI = 1e6;

		private static Endpoint of(MicroEndpointStats stats) {
			return new Endpoint(Texts.bounded(stats.subject()), stats.numRequests(), stats.numErrors(),
					stats.averageProcessingTime() / NANOS_PER_MILLI, Texts.bounded(stats.lastError()));
		}

	}

}
