package io.nullscope.metrics.adapter.report;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A colour of marks, once for light and once for dark backgrounds: on its own it stands out from
 * them by at least 3 to 1.
 *
 * @param light CSS colour on light backgrounds
 * @param dark CSS colour on dark backgrounds
 */
public record Swatch(String light, String dark) {

  /** The variants' colours as custom properties, which every mark of the page refers to. */
  static String css(List<VariantStyle> variants) {
    return ":root {%s}%n@media screen and (prefers-color-scheme: dark) { :root:not(.printed) {%s} }%n"
        .formatted(
            variants.stream()
                .map(variant -> " " + variant.property() + ": " + variant.swatch().light() + ";")
                .collect(Collectors.joining()),
            variants.stream()
                .map(variant -> " " + variant.property() + ": " + variant.swatch().dark() + ";")
                .collect(Collectors.joining()));
  }
}
