package io.github.polywire.natsmicro.listener;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

import io.github.polywire.natsmicro.MicroDefinitionException;
import io.github.polywire.natsmicro.MicroEndpointDefinition;
import io.github.polywire.natsmicro.MicroGroupDefinition;
import io.github.polywire.natsmicro.MicroHandler;
import io.github.polywire.natsmicro.MicroServiceDefinition;
import io.github.polywire.natsmicro.MicroServiceInfo;
import io.github.polywire.natsmicro.MicroServicePing;
import io.github.polywire.natsmicro.MicroServiceStats;
import io.github.polywire.natsmicro.wire.MicroNames;

import org.springframework.util.Assert;

/**
 * Serves one instance of a service: its discovery and its endpoints, which may be added,
 * replaced and removed at any time. Thread-safe.
 */
public final class MicroServiceContainer {

	private static final long INTERRUPT_PATIENCE_NANOS = Duration.ofSeconds(1).toNanos();

	private final MicroServiceDefinition definition;

	private final String id;

	private final ServerContext context;

	private final EndpointListener listener;

	private final DiscoveryResponder discovery;

	private final SentReplies replies;

	private final List<MicroEndpointContainer> endpoints = new CopyOnWriteArrayList<>();

	private final ReentrantLock changes = new ReentrantLock();

	private final AtomicInteger numbers = new AtomicInteger(1);

	private final byte[] pingDocument;

	private volatile byte[] infoDocument;

	private volatile Instant started;

	private volatile boolean running;

	private boolean everStarted;

	MicroServiceContainer(MicroServiceDefinition definition, String id, ServerContext context,
			EndpointListener listener, String origin) {
		DefinitionRule.check(origin, "service name", definition.name(), MicroNames::name);
		DefinitionRule.check(origin, "version", definition.version(), MicroNames::version);
		DefinitionRule.check(origin, "instance id", id, MicroNames::name);
		this.definition = definition;
		this.id = id;
		this.context = context;
		this.listener = listener;
		this.started = context.clock().instant();
		this.pingDocument = context.documents().write(ping());
		this.infoDocument = context.documents().write(info());
		this.discovery = new DiscoveryResponder(context, this);
		this.replies = new SentReplies(definition.name(), context.connection());
	}

	/**
	 * The name of the service.
	 * @return the name
	 */
	public String getName() {
		return this.definition.name();
	}

	/**
	 * The id of this instance, which stays the same over stops and starts.
	 * @return the id
	 */
	public String getId() {
		return this.id;
	}

	/**
	 * The endpoints, in the order in which they were added.
	 * @return a snapshot
	 */
	public List<MicroEndpointContainer> getEndpoints() {
		return List.copyOf(this.endpoints);
	}

	/**
	 * Whether the service is started.
	 * @return {@code true} if it is
	 */
	public boolean isRunning() {
		return this.running;
	}

	boolean isAutoStartup() {
		return this.context.settings().autoStartupOf(this.definition);
	}

	/**
	 * What the service answers to PING.
	 * @return a snapshot
	 */
	public MicroServicePing ping() {
		return new MicroServicePing(getName(), this.id, this.definition.version(), this.definition.metadata());
	}

	/**
	 * What the service answers to INFO.
	 * @return a snapshot
	 */
	public MicroServiceInfo info() {
		return new MicroServiceInfo(getName(), this.id, this.definition.version(), this.definition.description(),
				this.definition.metadata(), this.endpoints.stream().map(MicroEndpointContainer::info).toList());
	}

	/**
	 * What the service answers to STATS.
	 * @return a snapshot
	 */
	public MicroServiceStats stats() {
		return new MicroServiceStats(getName(), this.id, this.definition.version(), this.started,
				this.endpoints.stream().map(MicroEndpointContainer::stats).toList(), this.definition.metadata());
	}

	/**
	 * Sets the statistics of all endpoints to zero. Those that follow are counted from
	 * now.
	 */
	public void reset() {
		this.endpoints.forEach(MicroEndpointContainer::resetStats);
		this.started = this.context.clock().instant();
	}

	byte[] pingDocument() {
		return this.pingDocument;
	}

	byte[] infoDocument() {
		return this.infoDocument;
	}

	byte[] statsDocument() {
		return this.context.documents().write(stats());
	}

	boolean hasStatsContributor() {
		return this.endpoints.stream().anyMatch((endpoint) -> endpoint.statsContributor() != null);
	}

	/**
	 * Makes a group, for the endpoints that are added to it.
	 * @param group the group
	 * @return the group to add endpoints to
	 * @throws MicroDefinitionException if its name is not valid
	 */
	public MicroEndpointGroup addGroup(MicroGroupDefinition group) {
		Assert.notNull(group, "'group' must not be null");
		return new MicroEndpointGroup(this, List.of(), group);
	}

	/**
	 * Adds an endpoint. If the service runs, it takes requests at once. Endpoints may
	 * share names, and also subjects.
	 * @param definition the endpoint
	 * @param handler serves its requests
	 * @return its container
	 * @throws MicroDefinitionException if it is not valid
	 */
	public MicroEndpointContainer addEndpoint(MicroEndpointDefinition definition, MicroHandler handler) {
		return addEndpoint(List.of(), definition, handler);
	}

	MicroEndpointContainer addEndpoint(List<MicroGroupDefinition> groups, MicroEndpointDefinition definition,
			MicroHandler handler) {
		return add(specify(groups, definition, "endpoint '" + definition.name() + "' of service '" + getName() + "'"),
				handler, ExceptionMapper.NONE);
	}

	EndpointSpecification specify(List<MicroGroupDefinition> groups, MicroEndpointDefinition definition,
			String origin) {
		return EndpointSpecification.of(definition, groups,
				this.definition.defaults().orElse(this.context.settings().defaults()), origin);
	}

	MicroEndpointContainer add(EndpointSpecification specification, MicroHandler handler, ExceptionMapper exceptions) {
		Assert.notNull(handler, "'handler' must not be null");
		this.changes.lock();
		try {
			MicroEndpointContainer added = new MicroEndpointContainer(newId(specification), getName(), specification,
					handler, exceptions, this.context);
			if (this.running) {
				added.start();
			}
			this.endpoints.add(added);
			changed();
			this.listener.added(this, added);
			return added;
		}
		finally {
			this.changes.unlock();
		}
	}

	private String newId(EndpointSpecification specification) {
		String name = getName() + "." + specification.info().name();
		boolean taken = this.endpoints.stream().anyMatch((endpoint) -> endpoint.getId().equals(name))
				|| this.listener.isTaken(name);
		return taken ? name + "#" + this.numbers.incrementAndGet() : name;
	}

	/**
	 * Replaces an endpoint while requests go on: the new one takes requests before the
	 * old one takes no more, and what the old one took it answers. Returns when that is
	 * done. If the name is the same, so is the id; exceptions are mapped as before.
	 * @param endpoint the endpoint to replace
	 * @param definition the new endpoint, in the groups of the old one's subject no more
	 * @param handler serves its requests
	 * @return the container of the new endpoint, in the place of the old one
	 * @throws MicroDefinitionException if the new endpoint is not valid; the old one goes
	 * on then
	 * @throws IllegalArgumentException if the endpoint is not one of this service
	 */
	public MicroEndpointContainer replaceEndpoint(MicroEndpointContainer endpoint, MicroEndpointDefinition definition,
			MicroHandler handler) {
		Assert.notNull(handler, "'handler' must not be null");
		EndpointSpecification specification = specify(List.of(), definition,
				"endpoint '" + definition.name() + "' of service '" + getName() + "'");
		this.changes.lock();
		try {
			int index = this.endpoints.indexOf(endpoint);
			Assert.isTrue(index >= 0,
					() -> "The endpoint '" + endpoint.getId() + "' is not one of service '" + getName() + "'");
			boolean sameName = endpoint.info().name().equals(specification.info().name());
			MicroEndpointContainer added = new MicroEndpointContainer(
					sameName ? endpoint.getId() : newId(specification), getName(), specification, handler,
					endpoint.exceptions(), this.context);
			if (this.running) {
				added.start();
				this.replies.flush(deadline());
			}
			this.endpoints.set(index, added);
			changed();
			this.listener.removed(this, endpoint);
			this.listener.added(this, added);
			end(endpoint);
			return added;
		}
		finally {
			this.changes.unlock();
		}
	}

	/**
	 * Removes an endpoint. Returns when what it took is answered.
	 * @param endpoint the endpoint
	 * @return whether it was one of this service
	 */
	public boolean removeEndpoint(MicroEndpointContainer endpoint) {
		this.changes.lock();
		try {
			if (!this.endpoints.remove(endpoint)) {
				return false;
			}
			changed();
			end(endpoint);
			this.listener.removed(this, endpoint);
			return true;
		}
		finally {
			this.changes.unlock();
		}
	}

	private void end(MicroEndpointContainer endpoint) {
		long deadline = deadline();
		endpoint.leave(deadline);
		endpoint.finish(deadline);
		endpoint.end(System.nanoTime() + INTERRUPT_PATIENCE_NANOS);
		this.replies.flush(deadline);
	}

	private void changed() {
		this.infoDocument = this.context.documents().write(info());
	}

	/**
	 * Starts to serve: now if the server is there, else as soon as it is. If an endpoint
	 * cannot be started, none is.
	 */
	public void start() {
		this.changes.lock();
		try {
			if (this.running) {
				return;
			}
			if (!this.everStarted) {
				this.started = this.context.clock().instant();
			}
			this.endpoints.forEach(MicroEndpointContainer::start);
			this.discovery.start();
			this.everStarted = true;
			this.running = true;
		}
		catch (RuntimeException | Error ex) {
			long deadline = deadline();
			leaveAll(deadline);
			finishAll(deadline);
			throw ex;
		}
		finally {
			this.changes.unlock();
		}
	}

	/**
	 * Subscribes again, on a connection that took the place of a closed one.
	 */
	void resubscribe() {
		this.changes.lock();
		try {
			if (this.running) {
				this.endpoints.forEach(MicroEndpointContainer::resubscribe);
				this.discovery.start();
			}
		}
		finally {
			this.changes.unlock();
		}
	}

	/**
	 * Leaves the network and returns when everything that was taken is answered, or
	 * {@code nats.micro.server.shutdown-timeout} is over. May be started again.
	 */
	public void stop() {
		long deadline = deadline();
		leave(deadline);
		finish(deadline);
	}

	/**
	 * Leaves the network; to be followed by {@link #finish(long)}.
	 * @param deadline until when to wait for the server
	 */
	void leave(long deadline) {
		this.changes.lock();
		try {
			if (this.running) {
				leaveAll(deadline);
				this.running = false;
			}
		}
		finally {
			this.changes.unlock();
		}
	}

	private void leaveAll(long deadline) {
		this.discovery.stop(deadline);
		this.endpoints.forEach((endpoint) -> endpoint.leave(deadline));
	}

	void finish(long deadline) {
		this.changes.lock();
		try {
			if (!this.running) {
				finishAll(deadline);
			}
		}
		finally {
			this.changes.unlock();
		}
	}

	private void finishAll(long deadline) {
		this.endpoints.forEach((endpoint) -> endpoint.finish(deadline));
		// One patience for all of them.
		long patience = System.nanoTime() + INTERRUPT_PATIENCE_NANOS;
		this.endpoints.forEach((endpoint) -> endpoint.end(patience));
		this.replies.flush(deadline);
	}

	private long deadline() {
		return System.nanoTime() + this.context.settings().shutdownTimeout().toNanos();
	}

	/**
	 * Is told of endpoints that come and go.
	 */
	interface EndpointListener {

		void added(MicroServiceContainer service, MicroEndpointContainer endpoint);

		void removed(MicroServiceContainer service, MicroEndpointContainer endpoint);

		boolean isTaken(String endpointId);

	}

}
