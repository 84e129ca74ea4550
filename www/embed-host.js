// For the page around: gives every iframe with a figure the height that it asks for. An iframe in a
// sandbox has no origin to go by; what counts is which window speaks.

addEventListener('message', ({ source, data }) => {
  if (data?.type !== 'gradient-flow:height' || !(data.height > 0)) return;
  for (const frame of document.querySelectorAll('iframe')) {
    if (frame.contentWindow === source) frame.style.height = `${Math.min(data.height, 8000)}px`;
  }
});
