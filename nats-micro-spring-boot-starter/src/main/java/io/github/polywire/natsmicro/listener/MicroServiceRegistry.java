package io.github.polywire.natsmicro.listener;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

import io.github.polywire.natsmicro.MicroDefinitionException;
import io.github.polywire.natsmicro.MicroInstanceIdGenerator;
import io.github.polywire.natsmicro.MicroInterceptor;
import io.github.polywire.natsmicro.MicroRequest;
import io.github.polywire.natsmicro.MicroServiceDefinition;
import io.github.polywire.natsmicro.MicroServiceInfo;
import io.github.polywire.natsmicro.MicroServiceOperations;
import io.github.polywire.natsmicro.MicroServiceStats;
import io.github.polywire.natsmicro.MicroStatsContributor;
import io.github.polywire.natsmicro.NatsMicroException;
import io.github.polywire.natsmicro.observation.MicroServerConvention;
import io.github.polywire.natsmicro.wire.DiscoverySubjects;
import io.github.polywire.natsmicro.wire.DocumentCodec;
import io.micrometer.observation.ObservationRegistry;
import io.nats.client.Connection;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.SmartLifecycle;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.util.Assert;

/**
 * The services of this application. Services and their endpoints may be added and removed
 * at any time. Thread-safe.
 */
public class MicroServiceRegistry implements MicroServiceOperations, SmartLifecycle {

	private final ServerContext context;

	private final MicroInstanceIdGenerator ids;

	private final List<MicroServiceContainer> services = new CopyOnWriteArrayList<>();

	private final List<Listener> listeners = new CopyOnWriteArrayList<>();

	private final ExceptionMappers exceptions;

	private final ReentrantLock changes = new ReentrantLock();

	private volatile boolean running;

	/**
	 * Creates a registry.
	 * @param connection the connection, which the registry does not close
	 * @param settings how services are served that do not say themselves
	 * @param executors makes the executors that handlers run on
	 * @param ids makes the ids of instances
	 * @param clock tells when services were started
	 * @param mapper writes results as JSON
	 * @param options what the application adds
	 */
	public MicroServiceRegistry(Connection connection, ServerSettings settings, HandlerExecutorFactory executors,
			MicroInstanceIdGenerator ids, Clock clock, JsonMapper mapper, Options options) {
		Assert.notNull(connection, "'connection' must not be null");
		Assert.notNull(settings, "'settings' must not be null");
		Assert.notNull(executors, "'executors' must not be null");
		Assert.notNull(ids, "'ids' must not be null");
		Assert.notNull(clock, "'clock' must not be null");
		Assert.notNull(mapper, "'mapper' must not be null");
		Assert.notNull(options, "'options' must not be null");
		this.ids = ids;
		this.exceptions = new ExceptionMappers();
		this.context = new ServerContext(connection, settings, new DiscoverySubjects(settings.apiPrefix()),
				new DocumentCodec(), new AnswerConverter(options.converters(), mapper), executors, new WorkerTimer(),
				List.copyOf(options.interceptors()), this.exceptions, options.statsContributor(), clock,
				options.observations(), options.serverConvention());
	}

	/**
	 * Adds a service without endpoints. If the registry runs, the service is started at
	 * once unless it does not start automatically.
	 * @param definition the service
	 * @return its container, to add endpoints to
	 * @throws MicroDefinitionException if it is not valid
	 */
	public MicroServiceContainer addService(MicroServiceDefinition definition) {
		Assert.notNull(definition, "'definition' must not be null");
		MicroServiceContainer service = createService(definition, "service '" + definition.name() + "'");
		add(service);
		return service;
	}

	MicroServiceContainer createService(MicroServiceDefinition definition, String origin) {
		return new MicroServiceContainer(definition, this.ids.generate(definition.name()), this.context, new Notifier(),
				origin);
	}

	void add(MicroServiceContainer service) {
		this.changes.lock();
		try {
			this.services.add(service);
			if (this.running && service.isAutoStartup()) {
				service.start();
			}
		}
		catch (RuntimeException | Error ex) {
			this.services.remove(service);
			service.getEndpoints().forEach((endpoint) -> notifyRemoved(service, endpoint));
			throw ex;
		}
		finally {
			this.changes.unlock();
		}
	}

	/**
	 * Removes a service. Returns when what it took is answered, or
	 * {@code nats.micro.server.shutdown-timeout} is over.
	 * @param service the service
	 * @return whether it was there
	 */
	public boolean removeService(MicroServiceContainer service) {
		this.changes.lock();
		try {
			if (!this.services.remove(service)) {
				return false;
			}
		}
		finally {
			this.changes.unlock();
		}
		service.stop();
		service.getEndpoints().forEach((endpoint) -> notifyRemoved(service, endpoint));
		return true;
	}

	/**
	 * The services, in the order in which they were added.
	 * @return a snapshot
	 */
	public List<MicroServiceContainer> getServices() {
		return List.copyOf(this.services);
	}

	/**
	 * Finds an endpoint.
	 * @param id its id, as in {@code orders.create}
	 * @return the endpoint, or {@code null} if there is none
	 */
	public @Nullable MicroEndpointContainer getEndpoint(String id) {
		return this.services.stream()
			.flatMap((service) -> service.getEndpoints().stream())
			.filter((endpoint) -> endpoint.getId().equals(id))
			.findFirst()
			.orElse(null);
	}

	/**
	 * Adds a listener, and tells it of the endpoints there are.
	 * @param listener the listener
	 */
	public void addListener(Listener listener) {
		this.listeners.add(listener);
		this.services
			.forEach((service) -> service.getEndpoints().forEach((endpoint) -> listener.added(service, endpoint)));
	}

	/**
	 * Adds what maps exceptions of all services.
	 * @param mapper the mapper
	 */
	void addExceptionMapper(ExceptionMapper mapper) {
		this.exceptions.add(mapper);
	}

	@Override
	public CompletableFuture<Void> serve(MicroRequest request) {
		Assert.notNull(request, "'request' must not be null");
		for (MicroServiceContainer service : this.services) {
			for (MicroEndpointContainer endpoint : service.getEndpoints()) {
				if (SubjectMatcher.matches(endpoint.info().subject(), request.subject())) {
					CompletableFuture<Void> served = new CompletableFuture<>();
					endpoint.serve(request, () -> served.complete(null));
					return served;
				}
			}
		}
		throw new NatsMicroException(
				"No endpoint of this application has the subject '" + request.subject() + "'; there are " + subjects());
	}

	private List<String> subjects() {
		return this.services.stream()
			.flatMap((service) -> service.getEndpoints().stream())
			.map((endpoint) -> endpoint.info().subject())
			.toList();
	}

	@Override
	public List<MicroServiceInfo> describe() {
		return this.services.stream().map(MicroServiceContainer::info).toList();
	}

	@Override
	public List<MicroServiceStats> statistics() {
		return this.services.stream().map(MicroServiceContainer::stats).toList();
	}

	/**
	 * Subscribes again, on a connection that took the place of one that was closed for
	 * good. Returns at once.
	 */
	public void resubscribe() {
		new CustomizableThreadFactory("nats-micro-resubscribe-")
			.newThread(() -> this.services.forEach(MicroServiceContainer::resubscribe))
			.start();
	}

	@Override
	public void start() {
		this.changes.lock();
		try {
			startAll(this.services.stream()
				.filter((service) -> service.isAutoStartup() && !service.isRunning())
				.toList());
			this.running = true;
		}
		finally {
			this.changes.unlock();
		}
	}

	/**
	 * Starts all services or none: after a failure those that were started are stopped,
	 * as the container stops only what runs.
	 * @param toStart the services
	 */
	private void startAll(List<MicroServiceContainer> toStart) {
		List<MicroServiceContainer> started = new ArrayList<>();
		try {
			for (MicroServiceContainer service : toStart) {
				service.start();
				started.add(service);
			}
		}
		catch (RuntimeException | Error ex) {
			stopAll(started);
			throw ex;
		}
	}

	@Override
	public void stop() {
		List<MicroServiceContainer> toStop;
		this.changes.lock();
		try {
			this.running = false;
			toStop = List.copyOf(this.services);
		}
		finally {
			this.changes.unlock();
		}
		stopAll(toStop);
	}

	private void stopAll(List<MicroServiceContainer> toStop) {
		long deadline = System.nanoTime() + this.context.settings().shutdownTimeout().toNanos();
		toStop.forEach((service) -> service.leave(deadline));
		toStop.forEach((service) -> service.finish(deadline));
	}

	@Override
	public void stop(Runnable callback) {
		new CustomizableThreadFactory("nats-micro-stop-").newThread(() -> {
			try {
				stop();
			}
			finally {
				callback.run();
			}
		}).start();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return Integer.MAX_VALUE;
	}

	private void notifyRemoved(MicroServiceContainer service, MicroEndpointContainer endpoint) {
		this.listeners.forEach((listener) -> listener.removed(service, endpoint));
	}

	/**
	 * Is told of endpoints that come and go.
	 */
	public interface Listener {

		/**
		 * An endpoint was added. May be called twice for one endpoint.
		 * @param service its service
		 * @param endpoint the endpoint
		 */
		void added(MicroServiceContainer service, MicroEndpointContainer endpoint);

		/**
		 * An endpoint was removed.
		 * @param service its service
		 * @param endpoint the endpoint
		 */
		void removed(MicroServiceContainer service, MicroEndpointContainer endpoint);

	}

	/**
	 * What the application adds to a registry.
	 *
	 * @param converters convert results, before JSON does
	 * @param interceptors surround the handlers, the first outermost
	 * @param statsContributor tells more in the statistics, or {@code null}
	 * @param observations where requests are observed
	 * @param serverConvention names and tags of observations, or {@code null} for the
	 * default
	 */
	public record Options(List<MessageConverter> converters, List<MicroInterceptor> interceptors,
			@Nullable MicroStatsContributor statsContributor, ObservationRegistry observations,
			@Nullable MicroServerConvention serverConvention) {

		/**
		 * Nothing.
		 * @return the options
		 */
		public static Options none() {
			return new Options(List.of(), List.of(), null, ObservationRegistry.NOOP, null);
		}

	}

	/**
	 * Passes on what services tell.
	 */
	private final class Notifier implements MicroServiceContainer.EndpointListener {

		@Override
		public void added(MicroServiceContainer service, MicroEndpointContainer endpoint) {
			MicroServiceRegistry.this.listeners.forEach((listener) -> listener.added(service, endpoint));
		}

		@Override
		public void removed(MicroServiceContainer service, MicroEndpointContainer endpoint) {
			notifyRemoved(service, endpoint);
		}

		@Override
		public boolean isTaken(String endpointId) {
			return getEndpoint(endpointId) != null;
		}

	}

}
