/** The icons in use as path data with the side of the square they are drawn in (mostly 15), from Temaki and Maki (both CC0). */
import bench from '@ideditor/temaki/icons/bench.svg?raw'
import bicycleParked from '@ideditor/temaki/icons/bicycle_parked.svg?raw'
import billboard from '@ideditor/temaki/icons/billboard.svg?raw'
import bollard from '@ideditor/temaki/icons/bollard.svg?raw'
import bridge from '@ideditor/temaki/icons/bridge.svg?raw'
import cableDevice from '@ideditor/temaki/icons/cable_device.svg?raw'
import crane from '@ideditor/temaki/icons/crane.svg?raw'
import elevator from '@ideditor/temaki/icons/elevator.svg?raw'
import fireHydrant from '@ideditor/temaki/icons/fire_hydrant.svg?raw'
import fountain from '@ideditor/temaki/icons/fountain.svg?raw'
import gardenBed from '@ideditor/temaki/icons/garden_bed.svg?raw'
import gasDevice from '@ideditor/temaki/icons/gas_device.svg?raw'
import gasManhole from '@ideditor/temaki/icons/gas_manhole.svg?raw'
import grass from '@ideditor/temaki/icons/grass.svg?raw'
import guardRail from '@ideditor/temaki/icons/guard_rail.svg?raw'
import gym from '@ideditor/temaki/icons/gym.svg?raw'
import infoBoard from '@ideditor/temaki/icons/info_board.svg?raw'
import manhole from '@ideditor/temaki/icons/manhole.svg?raw'
import pedestrianCrosswalk from '@ideditor/temaki/icons/pedestrian_crosswalk.svg?raw'
import postBox from '@ideditor/temaki/icons/post_box.svg?raw'
import powerManhole from '@ideditor/temaki/icons/power_manhole.svg?raw'
import powerTower from '@ideditor/temaki/icons/power_tower.svg?raw'
import powerTransformer from '@ideditor/temaki/icons/power_transformer.svg?raw'
import poweredPump from '@ideditor/temaki/icons/powered_pump.svg?raw'
import securityCamera from '@ideditor/temaki/icons/security_camera.svg?raw'
import speedBump from '@ideditor/temaki/icons/speed_bump.svg?raw'
import statue from '@ideditor/temaki/icons/statue.svg?raw'
import streetLampArm from '@ideditor/temaki/icons/street_lamp_arm.svg?raw'
import telephone from '@ideditor/temaki/icons/telephone.svg?raw'
import towerCommunication from '@ideditor/temaki/icons/tower_communication.svg?raw'
import trafficSignals from '@ideditor/temaki/icons/traffic_signals.svg?raw'
import transitShelter from '@ideditor/temaki/icons/transit_shelter.svg?raw'
import tunnel from '@ideditor/temaki/icons/tunnel.svg?raw'
import utilityPole from '@ideditor/temaki/icons/utility_pole.svg?raw'
import vendingMachine from '@ideditor/temaki/icons/vending_machine.svg?raw'
import wasteManhole from '@ideditor/temaki/icons/waste_manhole.svg?raw'
import waterManhole from '@ideditor/temaki/icons/water_manhole.svg?raw'
import wellPumpManual from '@ideditor/temaki/icons/well_pump_manual.svg?raw'
import wheelchair from '@ideditor/temaki/icons/wheelchair.svg?raw'
import chargingStation from '@mapbox/maki/icons/charging-station.svg?raw'
import fuel from '@mapbox/maki/icons/fuel.svg?raw'
import park from '@mapbox/maki/icons/park.svg?raw'
import parking from '@mapbox/maki/icons/parking.svg?raw'
import toilet from '@mapbox/maki/icons/toilet.svg?raw'
import wasteBasket from '@mapbox/maki/icons/waste-basket.svg?raw'

export type Icon = { side: number; paths: readonly string[] }

const iconOf = (svg: string): Icon => ({
  side: Number(/viewBox="0 0 ([\d.]+)/.exec(svg)?.[1] ?? 15),
  paths: [...svg.matchAll(/<path[^>]*?\sd="([^"]+)"/g)].map(([, d = '']) =>
    d.replaceAll(/&#x[0-9A-Fa-f]+;/g, ' '),
  ),
})

export const ICONS = {
  bench: iconOf(bench),
  bicycle_parked: iconOf(bicycleParked),
  billboard: iconOf(billboard),
  bollard: iconOf(bollard),
  bridge: iconOf(bridge),
  cable_device: iconOf(cableDevice),
  'charging-station': iconOf(chargingStation),
  crane: iconOf(crane),
  elevator: iconOf(elevator),
  fire_hydrant: iconOf(fireHydrant),
  fountain: iconOf(fountain),
  fuel: iconOf(fuel),
  garden_bed: iconOf(gardenBed),
  gas_device: iconOf(gasDevice),
  gas_manhole: iconOf(gasManhole),
  grass: iconOf(grass),
  guard_rail: iconOf(guardRail),
  gym: iconOf(gym),
  info_board: iconOf(infoBoard),
  manhole: iconOf(manhole),
  park: iconOf(park),
  parking: iconOf(parking),
  pedestrian_crosswalk: iconOf(pedestrianCrosswalk),
  post_box: iconOf(postBox),
  power_manhole: iconOf(powerManhole),
  power_tower: iconOf(powerTower),
  power_transformer: iconOf(powerTransformer),
  powered_pump: iconOf(poweredPump),
  security_camera: iconOf(securityCamera),
  speed_bump: iconOf(speedBump),
  statue: iconOf(statue),
  street_lamp_arm: iconOf(streetLampArm),
  telephone: iconOf(telephone),
  toilet: iconOf(toilet),
  tower_communication: iconOf(towerCommunication),
  traffic_signals: iconOf(trafficSignals),
  transit_shelter: iconOf(transitShelter),
  tunnel: iconOf(tunnel),
  utility_pole: iconOf(utilityPole),
  vending_machine: iconOf(vendingMachine),
  'waste-basket': iconOf(wasteBasket),
  waste_manhole: iconOf(wasteManhole),
  water_manhole: iconOf(waterManhole),
  well_pump_manual: iconOf(wellPumpManual),
  wheelchair: iconOf(wheelchair),
} as const
export type IconName = keyof typeof ICONS
