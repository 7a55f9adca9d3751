package io.github.polywire.rabibridge.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import io.github.polywire.rabibridge.RemoteCallConnectionException;
import io.github.polywire.rabibridge.RemoteCallDefinitionException;
import io.github.polywire.rabibridge.RemoteCallPlugin;
import io.github.polywire.rabibridge.RemoteCallPluginException;
import io.github.polywire.rabibridge.listener.RemoteCallGroup;
import io.github.polywire.rabibridge.listener.RemoteCallRegistry;
import io.github.polywire.rabibridge.wire.ValueConverter;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.util.Assert;
import org.springframework.util.FileSystemUtils;

/**
 * Serves the functions of the jars in a directory, and follows what becomes of the jars:
 * loads those that are added, swaps those that are replaced, unloads those that are
 * removed, while calls go on. A jar that cannot be loaded changes nothing of what is
 * served. Thread-safe.
 */
public final class PluginManager implements SmartLifecycle, DisposableBean {

	private static final Log logger = LogFactory.getLog(PluginManager.class);

	/** What a stop gives a reload that is under way, beside the time its calls have. */
	private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);

	private final PluginSettings settings;

	private final RemoteCallRegistry registry;

	private final PluginLoader loader;

	/** Held while plugins come and go, also while the broker is asked. */
	private final ReentrantLock changes = new ReentrantLock();

	private final Map<String, Plugin> plugins = new TreeMap<>();

	/** What was last loaded, or tried to be. */
	private final Map<String, FileState> tried = new HashMap<>();

	/** Jars that were refused because of a function that another one serves. */
	private final Set<String> clashing = new HashSet<>();

	/** Whether something was unloaded since those were last tried. */
	private boolean roomMade;

	private final Map<String, RemoteCallPlugin> descriptions = new ConcurrentSkipListMap<>();

	private volatile @Nullable String directoryError;

	private volatile @Nullable ScheduledExecutorService watcher;

	private @Nullable Path copies;

	private int copyCount;

	/**
	 * Creates a manager, without loading anything.
	 * @param settings where plugins are and how they are watched
	 * @param registry serves their functions
	 * @param converter binds arguments as the application's own functions do
	 * @param application the parent of the plugins' contexts
	 */
	public PluginManager(PluginSettings settings, RemoteCallRegistry registry, ValueConverter converter,
			ConfigurableApplicationContext application) {
		Assert.notNull(settings, "'settings' must not be null");
		Assert.notNull(registry, "'registry' must not be null");
		Assert.notNull(converter, "'converter' must not be null");
		Assert.notNull(application, "'application' must not be null");
		this.settings = settings;
		this.registry = registry;
		this.loader = new PluginLoader(application, converter);
	}

	/**
	 * What is to be told of the plugins.
	 * @return a snapshot, by the name of the jar
	 */
	public List<RemoteCallPlugin> getPlugins() {
		return List.copyOf(this.descriptions.values());
	}

	/**
	 * Why the directory cannot be read.
	 * @return the reason, or {@code null} if it can
	 */
	public @Nullable String getDirectoryError() {
		return this.directoryError;
	}

	@Override
	public void start() {
		this.changes.lock();
		try {
			if (this.watcher != null) {
				return;
			}
			PluginDirectory directory = new PluginDirectory(this.settings.directory(), this.settings.quietPeriod());
			Map<String, FileState> present = directory.takeAll();
			this.copies = Files.createTempDirectory("rabibridge-plugins-");
			follow(directory, present);
			ScheduledExecutorService watcher = Executors
				.newSingleThreadScheduledExecutor(new CustomizableThreadFactory("rabibridge-plugins-"));
			this.watcher = watcher;
			if (this.settings.reload()) {
				long pause = this.settings.pollInterval().toNanos();
				watcher.scheduleWithFixedDelay(() -> look(directory), pause, pause, TimeUnit.NANOSECONDS);
			}
		}
		catch (IOException ex) {
			throw new RemoteCallPluginException(
					"The plugins in %s cannot be loaded: %s".formatted(this.settings.directory(), ex.getMessage()), ex);
		}
		finally {
			this.changes.unlock();
		}
	}

	private void look(PluginDirectory directory) {
		this.changes.lock();
		try {
			follow(directory, directory.look(System.nanoTime()));
			this.directoryError = null;
		}
		catch (IOException ex) {
			if (this.directoryError == null) {
				logger.warn("The directory of plugins cannot be read; what was loaded from it is served on", ex);
			}
			this.directoryError = ex.getClass().getSimpleName() + ": " + ex.getMessage();
		}
		catch (RuntimeException ex) {
			logger.error("A look at the plugins failed", ex);
		}
		finally {
			this.changes.unlock();
		}
	}

	/**
	 * Makes what is served follow what is there.
	 * @param directory the directory
	 * @param present the jars in it
	 */
	private void follow(PluginDirectory directory, Map<String, FileState> present) {
		Map<String, Plugin> leaving = new TreeMap<>(this.plugins);
		leaving.keySet().removeAll(present.keySet());
		forget(present.keySet());
		boolean hasRoom = this.roomMade || !leaving.isEmpty();
		this.roomMade = false;
		for (Map.Entry<String, FileState> jar : new TreeMap<>(present).entrySet()) {
			String name = jar.getKey();
			if (!jar.getValue().equals(this.tried.get(name)) || (hasRoom && this.clashing.contains(name))) {
				tryLoad(name, jar.getValue(), directory.file(name), leaving);
			}
		}
		for (Plugin plugin : leaving.values()) {
			logger.info("Plugin " + plugin.name() + " was removed and is unloaded");
			replace(List.of(plugin), null);
			this.descriptions.remove(plugin.name());
		}
	}

	private void forget(Set<String> present) {
		this.tried.keySet().retainAll(present);
		this.clashing.retainAll(present);
		this.descriptions.keySet().removeIf((name) -> !present.contains(name) && !this.plugins.containsKey(name));
	}

	/**
	 * Loads a jar and has its functions served.
	 * @param name the name of the jar
	 * @param state its state
	 * @param file the jar
	 * @param leaving plugins that are to be unloaded, whose functions may be taken over;
	 * those that are taken from the map
	 */
	private void tryLoad(String name, FileState state, Path file, Map<String, Plugin> leaving) {
		Plugin loaded = null;
		try {
			this.clashing.remove(name);
			loaded = this.loader.load(name, file, nextCopy(name));
			if (!state.equals(FileState.of(file))) {
				// Written while it was copied. It will be seen again.
				loaded.close();
				return;
			}
			this.tried.put(name, state);
			List<Plugin> replaced = replacedBy(loaded, leaving);
			replace(replaced, loaded);
			replaced.forEach((plugin) -> {
				leaving.remove(plugin.name());
				if (!plugin.name().equals(name)) {
					this.descriptions.remove(plugin.name());
				}
			});
			this.descriptions.put(name, loaded.describe(null));
			logger.info("Plugin %s is served: %s".formatted(name, loaded.group().functions()));
		}
		catch (IOException | RuntimeException ex) {
			refuse(name, state, ex);
			if (loaded != null) {
				loaded.close();
			}
		}
	}

	private Path nextCopy(String name) throws IOException {
		Path directory = this.copies;
		Assert.state(directory != null, "Not started");
		// Never one that the JDK may remember.
		return directory.resolve(this.copyCount++ + "-" + name);
	}

	private List<Plugin> replacedBy(Plugin loaded, Map<String, Plugin> leaving) {
		List<Plugin> replaced = new ArrayList<>();
		Plugin before = this.plugins.get(loaded.name());
		if (before != null) {
			replaced.add(before);
		}
		leaving.values().stream().filter(loaded::sharesFunctionWith).forEach(replaced::add);
		return replaced;
	}

	private void replace(List<Plugin> outgoing, @Nullable Plugin incoming) {
		List<RemoteCallGroup> groups = outgoing.stream().map(Plugin::group).toList();
		this.registry.replace(groups, (incoming != null) ? incoming.group() : null);
		outgoing.forEach((plugin) -> {
			this.plugins.remove(plugin.name());
			plugin.close();
			this.roomMade = true;
		});
		if (incoming != null) {
			this.plugins.put(incoming.name(), incoming);
		}
	}

	private void refuse(String name, FileState state, Exception failure) {
		boolean again = failure instanceof RemoteCallConnectionException || failure instanceof IOException;
		if (!again) {
			this.tried.put(name, state);
		}
		if (failure instanceof RemoteCallDefinitionException) {
			this.clashing.add(name);
		}
		Plugin before = this.plugins.get(name);
		logger.warn("Plugin %s is not served%s".formatted(name,
				(before != null) ? "; the version before it is served on" : ""), failure);
		String error = String.valueOf(failure.getMessage());
		this.descriptions.put(name,
				(before != null) ? before.describe(error) : new RemoteCallPlugin(name, null, List.of(), error));
	}

	@Override
	public void stop() {
		ScheduledExecutorService ended = this.watcher;
		if (ended == null) {
			return;
		}
		end(ended);
		this.changes.lock();
		try {
			for (Plugin plugin : List.copyOf(this.plugins.values())) {
				replace(List.of(plugin), null);
			}
			this.tried.clear();
			this.clashing.clear();
			this.descriptions.clear();
			FileSystemUtils.deleteRecursively(this.copies);
		}
		catch (IOException ex) {
			logger.warn("The copies of the plugins' jars cannot be deleted", ex);
		}
		finally {
			this.watcher = null;
			this.changes.unlock();
		}
	}

	private static void end(ScheduledExecutorService watcher) {
		watcher.shutdown();
		try {
			if (!watcher.awaitTermination(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
				watcher.shutdownNow();
			}
		}
		catch (InterruptedException ex) {
			watcher.shutdownNow();
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Ends the plugins of an application whose start failed, and which is not stopped for
	 * that.
	 */
	@Override
	public void destroy() {
		stop();
	}

	@Override
	public boolean isRunning() {
		return this.watcher != null;
	}

	/**
	 * Before the registry starts and after it has stopped, so that it starts all
	 * functions together and the calls that it took find their plugins.
	 */
	@Override
	public int getPhase() {
		return Integer.MAX_VALUE - 1;
	}

}
