import * as echarts from 'echarts/core';
import { BarChart, LineChart, PieChart, SankeyChart, HeatmapChart, ScatterChart, TreemapChart, GraphChart, RadarChart, GaugeChart, SunburstChart, CustomChart } from 'echarts/charts';
import { TitleComponent, TooltipComponent, GridComponent, LegendComponent, VisualMapComponent, DataZoomComponent, AriaComponent, MarkLineComponent, MarkAreaComponent, MarkPointComponent, DatasetComponent, CalendarComponent, RadarComponent, GraphicComponent } from 'echarts/components';
import { LabelLayout, UniversalTransition } from 'echarts/features';
import { SVGRenderer, CanvasRenderer } from 'echarts/renderers';
echarts.use([BarChart, LineChart, PieChart, SankeyChart, HeatmapChart, ScatterChart, TreemapChart, GraphChart, RadarChart, GaugeChart, SunburstChart, CustomChart, TitleComponent, TooltipComponent, GridComponent, LegendComponent, VisualMapComponent, DataZoomComponent, AriaComponent, MarkLineComponent, MarkAreaComponent, MarkPointComponent, DatasetComponent, CalendarComponent, RadarComponent, GraphicComponent, LabelLayout, UniversalTransition, SVGRenderer, CanvasRenderer]);
window.echarts = echarts;
