package io.github.polywire.rabibridge.listener;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import io.github.polywire.rabibridge.FunctionKey;
import io.github.polywire.rabibridge.RabiBridgeException;
import io.github.polywire.rabibridge.RemoteCallConnectionException;
import io.github.polywire.rabibridge.RemoteCallDefinitionException;
import io.github.polywire.rabibridge.RemoteCallFunction;
import io.github.polywire.rabibridge.RemoteCallQueueException;
import io.github.polywire.rabibridge.ServedFunction;
import io.github.polywire.rabibridge.connection.BrokerConnection;
import io.github.polywire.rabibridge.connection.BrokerSession;
import io.github.polywire.rabibridge.connection.BrokerUnavailableException;
import io.github.polywire.rabibridge.observation.RemoteCallReplyConvention;
import io.github.polywire.rabibridge.observation.RemoteCallServerConvention;
import io.github.polywire.rabibridge.wire.BodyCodec;
import io.micrometer.observation.ObservationRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.util.Assert;

/**
 * The functions that this application serves, each with its container. Functions may be
 * added and removed at any time. Thread-safe.
 */
public class RemoteCallRegistry implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(RemoteCallRegistry.class);

	/**
	 * How long a start waits for the broker, so that functions are usually served when
	 * the application has started.
	 */
	private static final Duration START_PATIENCE = Duration.ofSeconds(5);

	/** More do not make it faster. */
	private static final int START_THREADS = 8;

	private final ServerContext context;

	private final Containers containers = new Containers();

	private final List<Listener> listeners = new CopyOnWriteArrayList<>();

	/** Held while the registry begins or ends to run, and by what depends on it. */
	private final ReentrantLock lifecycle = new ReentrantLock();

	private volatile boolean running;

	/**
	 * Creates a registry.
	 * @param connection the connection, used for nothing else
	 * @param codec decodes requests and encodes replies
	 * @param settings how functions are served that do not say themselves
	 * @param executors makes the executors that handlers run on
	 * @param observations where calls are observed
	 * @param serverConvention names and tags of served calls, or {@code null} for the
	 * default
	 * @param replyConvention names and tags of replies, or {@code null} for the default
	 */
	public RemoteCallRegistry(BrokerConnection connection, BodyCodec codec, ServerSettings settings,
			HandlerExecutorFactory executors, ObservationRegistry observations,
			@Nullable RemoteCallServerConvention serverConvention,
			@Nullable RemoteCallReplyConvention replyConvention) {
		Assert.notNull(connection, "'connection' must not be null");
		Assert.notNull(codec, "'codec' must not be null");
		Assert.notNull(settings, "'settings' must not be null");
		Assert.notNull(executors, "'executors' must not be null");
		Assert.notNull(observations, "'observations' must not be null");
		// The reply channel opens before the consumers, which need it.
		ReplyPublisher replies = new ReplyPublisher(connection);
		this.context = new ServerContext(connection, replies, codec, settings, executors, observations,
				serverConvention, replyConvention);
		connection.addListener(new ContainerNotifier());
	}

	/**
	 * Serves a function with default options.
	 * @param function its address
	 * @param implementation executes its calls
	 * @return its container
	 * @throws RemoteCallDefinitionException if the function is served already
	 */
	public RemoteCallContainer register(FunctionKey function, RemoteCallFunction implementation) {
		return register(function, RemoteCallOptions.defaults(), implementation);
	}

	/**
	 * Serves a function. If the registry runs, the container is started at once unless it
	 * does not start automatically.
	 * @param function its address
	 * @param options how it is served
	 * @param implementation executes its calls
	 * @return its container
	 * @throws RemoteCallDefinitionException if the function is served already
	 * @throws RemoteCallQueueException if its queue exists with other arguments, and
	 * {@code rabibridge.server.fail-fast} is set
	 */
	public RemoteCallContainer register(FunctionKey function, RemoteCallOptions options,
			RemoteCallFunction implementation) {
		Assert.notNull(implementation, "'implementation' must not be null");
		return register(new RemoteCallEndpoint(function, options,
				(call, context) -> implementation.call(call.args(), call.kwargs(), context),
				implementation.getClass().getName()));
	}

	RemoteCallContainer register(RemoteCallEndpoint endpoint) {
		RemoteCallContainer container = new RemoteCallContainer(endpoint, this.context);
		this.containers.add(container);
		this.listeners.forEach((listener) -> listener.added(container));
		if (container.isAutoStartup()) {
			startIfRunning(container);
		}
		return container;
	}

	private void startIfRunning(RemoteCallContainer container) {
		this.lifecycle.lock();
		try {
			if (this.running) {
				awaitBroker(false);
				startContainer(container);
			}
		}
		finally {
			this.lifecycle.unlock();
		}
	}

	/**
	 * Serves a function no longer. Returns when the calls that were taken are answered.
	 * @param function its address
	 * @return whether it was served
	 */
	public boolean unregister(FunctionKey function) {
		RemoteCallContainer removed = this.containers.remove(function);
		if (removed == null) {
			return false;
		}
		end(List.of(removed));
		this.listeners.forEach((listener) -> listener.removed(removed));
		return true;
	}

	/**
	 * Serves the functions of a group in place of those of others. A function that is in
	 * both is never without a server: its new version consumes the queue beside the old
	 * one, which then takes no more calls. Returns when the calls that the old versions
	 * took are answered, or {@code rabibridge.server.shutdown-timeout} is over. A
	 * function that is stopped or paused stays so.
	 * @param outgoing the groups whose functions are served no longer
	 * @param incoming the group whose functions are, or {@code null} for none
	 * @throws RemoteCallDefinitionException if one of its functions is served already by
	 * something else
	 * @throws RemoteCallQueueException if one of their queues cannot be taken over,
	 * because its arguments differ
	 * @throws RemoteCallConnectionException if one of their queues cannot be taken over
	 * at present. Whichever is thrown, the old functions are served on.
	 */
	public void replace(Collection<RemoteCallGroup> outgoing, @Nullable RemoteCallGroup incoming) {
		List<RemoteCallContainer> coming = (incoming != null) ? containersFor(incoming) : List.of();
		List<RemoteCallContainer> leaving;
		this.lifecycle.lock();
		try {
			leaving = this.containers.of(outgoing);
			if (this.running) {
				if (!coming.isEmpty()) {
					awaitBroker(false);
				}
				new GroupReplacement(this.containers, connection(), leaving, coming).takeOver();
			}
			else {
				this.containers.exchange(leaving, coming);
			}
		}
		finally {
			this.lifecycle.unlock();
		}
		// In this order, because meters of the same function have the same name.
		leaving.forEach((container) -> this.listeners.forEach((listener) -> listener.removed(container)));
		coming.forEach((container) -> this.listeners.forEach((listener) -> listener.added(container)));
		end(leaving);
	}

	private List<RemoteCallContainer> containersFor(RemoteCallGroup group) {
		return group.endpoints().stream().map((endpoint) -> new RemoteCallContainer(endpoint, this.context)).toList();
	}

	private void end(Collection<RemoteCallContainer> leaving) {
		stopAll(leaving);
		this.containers.attached().removeAll(List.copyOf(leaving));
	}

	/**
	 * Adds a listener, and tells it of the containers there are.
	 * @param listener the listener
	 */
	public void addListener(Listener listener) {
		this.containers.forEach(() -> this.listeners.add(listener), listener::added);
	}

	/**
	 * Finds a container.
	 * @param id its id: by default kind and name of the function, as in
	 * {@code async_fibonacci}
	 * @return the container, or {@code null} if there is none
	 */
	public @Nullable RemoteCallContainer getContainer(String id) {
		return getContainers().stream().filter((container) -> container.getId().equals(id)).findFirst().orElse(null);
	}

	/**
	 * All containers, in the order of their registration.
	 * @return a snapshot
	 */
	public Collection<RemoteCallContainer> getContainers() {
		return this.containers.all();
	}

	/**
	 * What is to be told of all functions.
	 * @return a snapshot
	 */
	public List<ServedFunction> getFunctions() {
		return getContainers().stream().map(RemoteCallContainer::describe).toList();
	}

	/**
	 * The connection that the functions are served on.
	 * @return the connection
	 */
	public BrokerConnection connection() {
		return this.context.connection();
	}

	/**
	 * How many replies had no queue to go to, because their callers were gone.
	 * @return the number
	 */
	public long unroutableReplyCount() {
		return this.context.replies().unroutableCount();
	}

	@Override
	public void start() {
		this.lifecycle.lock();
		try {
			List<RemoteCallContainer> toStart = getContainers().stream()
				.filter(RemoteCallContainer::isAutoStartup)
				.toList();
			if (!toStart.isEmpty()) {
				awaitBroker(this.context.settings().failFast());
				// Declaring and consuming a queue takes a good many round trips.
				sideBySide(toStart, START_THREADS, this::startContainer);
			}
			this.running = true;
		}
		finally {
			this.lifecycle.unlock();
		}
	}

	private void awaitBroker(boolean failFast) {
		try {
			connection().openAndWait(START_PATIENCE);
		}
		catch (BrokerUnavailableException ex) {
			if (failFast) {
				throw ex;
			}
			logger.warn(ex.getMessage() + ". Functions will be served as soon as it can be reached");
		}
	}

	private void startContainer(RemoteCallContainer container) {
		try {
			container.start();
		}
		catch (RemoteCallQueueException ex) {
			if (this.context.settings().failFast()) {
				throw ex;
			}
		}
	}

	@Override
	public void stop() {
		this.lifecycle.lock();
		try {
			this.running = false;
		}
		finally {
			this.lifecycle.unlock();
		}
		stopAll(getContainers());
	}

	private static void stopAll(Collection<RemoteCallContainer> containers) {
		sideBySide(containers, containers.size(), RemoteCallContainer::stop);
	}

	private static void sideBySide(Collection<RemoteCallContainer> containers, int threads,
			Consumer<RemoteCallContainer> task) {
		if (containers.isEmpty()) {
			return;
		}
		ExecutorService executor = Executors.newFixedThreadPool(threads,
				new CustomizableThreadFactory("rabibridge-lifecycle-"));
		try {
			CompletableFuture
				.allOf(containers.stream()
					.map((container) -> CompletableFuture.runAsync(() -> task.accept(container), executor))
					.toArray(CompletableFuture[]::new))
				.join();
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof RabiBridgeException failure) {
				throw failure;
			}
			throw ex;
		}
		finally {
			executor.shutdown();
		}
	}

	@Override
	public void stop(Runnable callback) {
		new CustomizableThreadFactory("rabibridge-stop-").newThread(() -> {
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

	/**
	 * Is told of containers that come and go.
	 */
	public interface Listener {

		/**
		 * A function was registered. May be called twice for one container.
		 * @param container its container
		 */
		void added(RemoteCallContainer container);

		/**
		 * A function was unregistered.
		 * @param container its container
		 */
		void removed(RemoteCallContainer container);

	}

	/**
	 * Tells the containers of the connection.
	 */
	private final class ContainerNotifier implements BrokerConnection.Listener {

		@Override
		public void opened(BrokerSession session) {
			RemoteCallRegistry.this.containers.attached().forEach(RemoteCallContainer::connected);
		}

		@Override
		public void closed(BrokerSession session, Throwable cause) {
			RemoteCallRegistry.this.containers.attached().forEach((container) -> container.disconnected(session));
		}

	}

}
