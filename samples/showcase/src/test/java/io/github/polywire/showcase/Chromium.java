package io.github.polywire.showcase;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;

import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * A headless Chromium of this machine, which reaches nothing but this machine.
 */
final class Chromium implements AutoCloseable {

	private static final List<String> BROWSERS = List.of("chromium", "chromium-browser", "google-chrome");

	private final ChromeDriver driver;

	private Chromium(ChromeDriver driver) {
		this.driver = driver;
	}

	/**
	 * Whether browser and driver are installed.
	 * @return whether {@link #open()} works
	 */
	static boolean isInstalled() {
		return find(BROWSERS).isPresent() && find(List.of("chromedriver")).isPresent();
	}

	private static Optional<Path> find(List<String> commands) {
		List<String> folders = Arrays.asList(System.getenv("PATH").split(File.pathSeparator));
		return commands.stream()
			.flatMap((command) -> folders.stream().map((folder) -> Path.of(folder, command)))
			.filter(Files::isExecutable)
			.findFirst();
	}

	/**
	 * Opens a window.
	 * @return the browser
	 */
	static Chromium open() {
		LoggingPreferences logs = new LoggingPreferences();
		logs.enable(LogType.BROWSER, Level.ALL);
		ChromeOptions options = new ChromeOptions();
		options.setBinary(find(BROWSERS).orElseThrow().toFile());
		options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
		options.addArguments("--headless=new", "--window-size=1100,1400", "--hide-scrollbars",
				"--disable-dev-shm-usage", "--disable-background-networking", "--no-first-run",
				"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost");
		if ("root".equals(System.getProperty("user.name"))) {
			// Chromium's sandbox is not for root, who builds in containers.
			options.addArguments("--no-sandbox");
		}
		ChromeDriverService service = new ChromeDriverService.Builder()
			.usingDriverExecutable(find(List.of("chromedriver")).orElseThrow().toFile())
			.withSilent(true)
			.build();
		return new Chromium(new ChromeDriver(service, options));
	}

	ChromeDriver driver() {
		return this.driver;
	}

	/**
	 * Has the page believe that the screen is another.
	 * @param width its width in pixels
	 * @param height its height in pixels
	 */
	void resize(int width, int height) {
		this.driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
	}

	/**
	 * Has the page believe that the reader wants it light or dark.
	 * @param scheme {@code light} or {@code dark}
	 */
	void prefer(String scheme) {
		this.driver.executeCdpCommand("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
	}

	/**
	 * Takes a picture of the window.
	 * @param file where it goes
	 */
	void screenshot(Path file) throws IOException {
		Files.write(file, this.driver.getScreenshotAs(OutputType.BYTES));
	}

	/**
	 * What the console says since it was last asked.
	 * @return the messages
	 */
	Stream<String> console() {
		return this.driver.manage().logs().get(LogType.BROWSER).getAll().stream().map(LogEntry::toString);
	}

	@Override
	public void close() {
		this.driver.quit();
	}

}
