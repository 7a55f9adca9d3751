package io.github.polywire.showcase;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

import io.github.polywire.databus.LocalDatabus;
import io.github.polywire.localbrokers.LocalNats;
import io.github.polywire.localbrokers.LocalRabbit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the page as a newcomer sees it, in a headless Chromium. Leaves pictures of it in
 * the build's folder.
 */
class BrowserTests {

	private static final Path PICTURES = Path.of("target");

	private static final List<String> METRICS = List.of("showcase.cpu.load", "showcase.jvm.heap");

	private static LocalRabbit rabbit;

	private static ConfigurableApplicationContext showcase;

	private static Chromium chromium;

	@BeforeAll
	static void open() {
		Assumptions.assumeTrue(Chromium.isInstalled(),
				"The page is not tested: there is no chromium with chromedriver, and bin/verify could not install them");
		rabbit = LocalRabbit.builder().dedicated().start();
		showcase = SpringApplication.run(ShowcaseApplication.class, "--server.port=0",
				"--spring.rabbitmq.addresses=" + rabbit.address(), "--nats.servers=" + LocalNats.shared().url(),
				"--dxl.streaming.base-url=" + LocalDatabus.shared().url(),
				"--dxl.streaming.auth.username=" + LocalDatabus.shared().username(),
				"--dxl.streaming.auth.password=" + LocalDatabus.shared().password());
		chromium = Chromium.open();
	}

	@AfterAll
	static void close() {
		if (chromium != null) {
			chromium.close();
		}
		if (showcase != null) {
			showcase.close();
		}
		if (rabbit != null) {
			rabbit.close();
		}
	}

	@BeforeEach
	void openPage() {
		chromium.resize(1100, 1400);
		chromium.prefer("light");
		chromium.driver().get("http://localhost:" + showcase.getEnvironment().getProperty("local.server.port") + "/");
		eventually().untilAsserted(() -> {
			assertThat(text("#live")).isEqualTo("This page is live.");
			assertThat(text("#rabibridge tbody")).contains("fibonacci");
			assertThat(text("#natsmicro tbody")).contains("showcase.sum");
			assertThat(text("#metricq .charts")).contains(METRICS).contains("MiB");
		});
	}

	@AfterEach
	void consoleHasNoErrors() {
		// The browser reports every answer that is not a success as an error. There is no
		// history without a broker.
		assertThat(
				chromium.console()
					.filter((line) -> !line.contains("/api/call/unknown - Failed to load resource")
							&& !line.matches(".*/history\\S* - Failed to load resource: .* status of 50[234] .*")))
			.isEmpty();
	}

	@Test
	void callsFunctionAndEndpoint() throws Exception {
		call("fibonacci", "[93]");
		eventually().untilAsserted(() -> assertThat(text("#answer")).startsWith("{\"result\":12200160415121876738}")
			.containsPattern("Took \\d+ ms\\."));
		assertThat(find("#answer").getDomAttribute("class")).isEqualTo("good");
		eventually().untilAsserted(
				() -> assertThat(rowOf("fibonacci").getText()).matches("(?s).*takes calls [\\d.]+ 0 [1-9]\\d* 0"));

		// A click at an endpoint puts it into the form.
		rowOf("v2.upper").findElement(By.tagName("button")).click();
		assertThat(find("[name=subject]").getDomProperty("value")).isEqualTo("v2.upper");
		chromium.driver().switchTo().activeElement().sendKeys(Keys.chord(Keys.CONTROL, "a"), "grüße", Keys.ENTER);
		eventually().untilAsserted(() -> assertThat(text("#answer")).startsWith("GRÜSSE\n"));
		chromium.resize(900, 1400);
		chromium.driver().executeScript("scrollTo(0, 0)");
		chromium.screenshot(PICTURES.resolve("page-light.png"));
		chromium.prefer("dark");
		chromium.screenshot(PICTURES.resolve("page-dark.png"));
		assertThat(find("body").getCssValue("background-color")).isEqualTo("rgba(22, 24, 27, 1)");
	}

	@Test
	void tellsOfFunctionThatIsUnknown() {
		call("unknown", "");
		eventually().untilAsserted(() -> assertThat(text("#answer"))
			.startsWith("404 Not Found: Nobody serves remote function 'unknown' (async)"));
		assertThat(find("#answer").getDomAttribute("class")).isEqualTo("bad");
	}

	@Test
	void showsTextOfPeersAsText() {
		call("echo", "[\"<img src=x onerror=alert(1)>\"]");
		eventually().untilAsserted(
				() -> assertThat(text("#answer")).startsWith("{\"result\":\"<img src=x onerror=alert(1)>\"}"));
		assertThat(chromium.driver().findElements(By.tagName("img"))).isEmpty();
	}

	@Test
	void linesOfMetricsGrow() {
		long before = points();
		eventually().untilAsserted(() -> assertThat(points()).isGreaterThan(before + 1));
		assertThat(chromium.driver().executeScript("""
				const canvas = document.querySelector("#metricq canvas");
				const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
				let blue = 0;
				for (let i = 0; i < pixels.length; i += 4) {
					blue += pixels[i] === 11 && pixels[i + 1] === 104 && pixels[i + 2] === 203;
				}
				return blue;""")).asInstanceOf(InstanceOfAssertFactories.LONG).isGreaterThan(10);
	}

	@Test
	void zoomAsksForHistory() {
		click("out");
		assertThat(text("[data-text=view]")).isEqualTo("Live: the last 120 seconds.");
		eventually().untilAsserted(() -> assertThat(points()).isGreaterThan(1));
		WebElement canvas = find("#metricq canvas");
		int width = canvas.getSize().getWidth();
		new Actions(chromium.driver()).moveToElement(canvas, width * 10 / 100, 0)
			.clickAndHold()
			.moveToElement(canvas, width * 35 / 100, 0)
			.release()
			.perform();
		assertThat(text("[data-text=view]")).matches("From .+ to .+\\.");
		eventually().untilAsserted(() -> assertThat(points()).isPositive());
		click("in");
		click("earlier");
		click("later");
		assertThat(text("[data-text=view]")).startsWith("From ");
		click("live");
		assertThat(text("[data-text=view]")).isEqualTo("Live: the last 60 seconds.");
		eventually().untilAsserted(() -> assertThat(points()).isGreaterThan(1));
		assertThat(text("#metricq [role=status]")).isEmpty();
	}

	@Test
	void worksWithKeyboardOnly() {
		StringBuilder order = new StringBuilder();
		WebElement focused = press(Keys.TAB);
		assertThat(focused.getText()).isEqualTo("To the form");
		focused.sendKeys(Keys.ENTER);
		for (int i = 0; i < 7; i++) {
			focused = press(Keys.TAB);
			order.append(focused.getTagName()).append(':').append(focused.getDomAttribute("name")).append(' ');
			assertThat(focused.getCssValue("outline-style")).isEqualTo("solid");
		}
		assertThat(order)
			.hasToString("input:network input:function select:kind input:args input:kwargs input:timeout button:null ");
		assertThat(focused.getAccessibleName()).isEqualTo("Call");
		focused.sendKeys(Keys.ENTER);
		eventually().untilAsserted(() -> assertThat(text("#answer")).startsWith("{\"result\":55}"));
	}

	@Test
	void fitsPhone() throws Exception {
		chromium.resize(360, 740);
		assertThat(chromium.driver().executeScript("return document.documentElement.scrollWidth")).isEqualTo(360L);
		chromium.screenshot(PICTURES.resolve("page-phone.png"));
	}

	@Test
	void fieldsAndRegionsHaveNames() {
		assertThat(chromium.driver().findElements(By.cssSelector("input, select, button, section, [role=region]")))
			.filteredOn(WebElement::isDisplayed)
			.isNotEmpty()
			.allSatisfy((element) -> assertThat(element.getAccessibleName()).isNotBlank());
	}

	@Test
	void tellsOfBrokerThatGoesAndComes() {
		assertThat(text("[data-network=rabibridge]")).startsWith("RabiBridge works. Connected to RabbitMQ at ");
		rabbit.kill();
		eventually().untilAsserted(() -> {
			assertThat(text("[data-network=rabibridge]")).startsWith("RabiBridge away. RabbitMQ at ")
				.contains("cannot be reached");
			assertThat(rowOf("fibonacci").getText()).contains("waits for the broker");
		});
		assertThat(text("[data-network=natsmicro]")).startsWith("NATS works.");
		rabbit.restart();
		eventually().untilAsserted(() -> {
			assertThat(text("[data-network=rabibridge]")).startsWith("RabiBridge works.").contains("found again");
			assertThat(rowOf("fibonacci").getText()).contains("takes calls");
			assertThat(text("[data-network=metricq]")).startsWith("MetricQ works.");
		});
	}

	private static void call(String function, String args) {
		fill("function", function);
		fill("args", args);
		find("#call button").click();
	}

	private static void fill(String field, String text) {
		WebElement input = find("[name=" + field + "]");
		input.clear();
		input.sendKeys(text);
	}

	private static void click(String step) {
		find("[data-step=" + step + "]").click();
	}

	private static long points() {
		return Long.parseLong(Objects.requireNonNull(find("#metricq figure").getDomAttribute("data-points")));
	}

	private static WebElement press(Keys key) {
		chromium.driver().switchTo().activeElement().sendKeys(key);
		return chromium.driver().switchTo().activeElement();
	}

	private static WebElement rowOf(String name) {
		return chromium.driver().findElement(By.xpath("//button[text()='" + name + "']/ancestor::tr"));
	}

	private static WebElement find(String selector) {
		return chromium.driver().findElement(By.cssSelector(selector));
	}

	private static String text(String selector) {
		return find(selector).getText();
	}

	private static ConditionFactory eventually() {
		return Awaitility.await().atMost(Duration.ofSeconds(30)).ignoreExceptions();
	}

}
